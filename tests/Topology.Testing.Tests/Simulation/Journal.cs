namespace Topology.Testing.Tests.Simulation;

/// <summary>What components of a random topology saw, for the checks afterwards. One thread.</summary>
internal sealed class Journal
{
    private readonly Dictionary<int, long> _lastNumber = [];
    private readonly Dictionary<(int From, int To), long> _lastReceived = [];

    /// <summary>By emit number: the emitting component.</summary>
    public Dictionary<long, string> Emits { get; } = [];

    /// <summary>By emit number: the receiving components, one entry per task.</summary>
    public Dictionary<long, List<string>> Receipts { get; } = [];

    /// <summary>By spout instance and message id: how often Ack or Fail was called.</summary>
    public Dictionary<(object Instance, long Id), int> Answers { get; } = [];

    public List<string> OutOfOrder { get; } = [];

    /// <summary>The number of a new emit: unique, growing for each task also over restarts.</summary>
    public long NextEmit(string component, int task)
    {
        var number = ((long)task << 32) | (uint)(int)(_lastNumber[task] = _lastNumber.GetValueOrDefault(task) + 1);
        Emits.Add(number, component);
        return number;
    }

    public void Received(string component, int task, StreamTuple tuple)
    {
        var number = tuple.GetInt64("number");
        if (!Receipts.TryGetValue(number, out var receivers))
            Receipts.Add(number, receivers = []);
        receivers.Add(component);
        var pair = (tuple.SourceTask, task);
        if (_lastReceived.TryGetValue(pair, out var last) && number <= last)
            OutOfOrder.Add($"{pair}: {number} after {last}");
        _lastReceived[pair] = number;
    }
}
