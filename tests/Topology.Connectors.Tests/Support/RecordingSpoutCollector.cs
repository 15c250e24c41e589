namespace Topology.Connectors.Tests.Support;

/// <summary>Keeps what a spout emits.</summary>
internal sealed class RecordingSpoutCollector : SpoutOutputCollector
{
    private readonly SemaphoreSlim _woken = new(0);

    public List<(Value? Id, Value[] Values)> Emits { get; } = [];

    public List<Exception> Errors { get; } = [];

    public bool IsCompleted { get; private set; }

    /// <summary>Waits until something woke the spout; fails after a minute.</summary>
    public async Task WokenAsync()
    {
        if (!await _woken.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))
            throw new TimeoutException("Nothing woke the spout.");
    }

    public override void Emit(params ReadOnlySpan<Value> values) => Emits.Add((null, values.ToArray()));

    public override void EmitWithId(Value messageId, params ReadOnlySpan<Value> values) => Emits.Add((messageId, values.ToArray()));

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitToWithId(string stream, Value messageId, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void EmitDirect(int taskId, string stream, Value? messageId, params ReadOnlySpan<Value> values) => throw new NotSupportedException();

    public override void Complete() => IsCompleted = true;

    public override void Wake() => _woken.Release();

    public override void ReportError(Exception error) => Errors.Add(error);
}
