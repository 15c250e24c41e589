using BenchmarkDotNet.Attributes;
using Topology.Runtime.State;

namespace Topology.Benchmarks;

/// <summary>What do values by key cost a task beside a plain dictionary?</summary>
[MemoryDiagnoser]
public class StateBenchmarks
{
    private const int Operations = 4096; // of each kind

    private readonly Dictionary<string, long> _dictionary = [];
    private readonly IKeyValueState<string, long> _state = States.Empty().GetKeyValue<string, long>("words", new StateOptions<long>());
    private readonly TaskStates _tracked = States.Empty();
    private readonly string[] _words = [.. Enumerable.Range(0, 1 << 17).Select(i => $"word{i}")];
    private IKeyValueState<string, long> _listing = null!; // by Fill
    private int _next;

    [Params(1_000, 100_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _listing = _tracked.GetKeyValue<string, long>("words", new StateOptions<long>());
        foreach (var word in _words.AsSpan(0, Keys))
        {
            _dictionary[word] = 1;
            _state.Put(word, 1);
            _listing.Put(word, 1);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public long CountInDictionary()
    {
        var sum = 0L;
        for (var i = 0; i < Operations; i++)
        {
            var word = Word();
            _dictionary.TryGetValue(word, out var count);
            _dictionary[word] = count + 1;
            sum += count;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public long CountInState() => Count(_state);

    /// <summary>With a snapshot after each 4,096 changes, whose bytes are never made.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long CountInStateAndSnapshot() => Count(_listing) + _tracked.Snapshot(full: false).Count;

    private long Count(IKeyValueState<string, long> state)
    {
        var sum = 0L;
        for (var i = 0; i < Operations; i++)
        {
            var word = Word();
            var count = state.Get(word);
            state.Put(word, count + 1);
            sum += count;
        }
        return sum;
    }

    private string Word()
    {
        var next = _next + 7_919;
        _next = next < Keys ? next : next % Keys;
        return _words[_next];
    }
}
