namespace Topology.Connectors.Tests.Support;

/// <summary>One instance of a sink, begun by hand as the runtime begins it.</summary>
internal sealed class SinkRun
{
    private readonly Queue<Action> _posted = new();

    public SinkRun(Bolt bolt, DeliveryGuarantee guarantee, long? restored = null, int index = 0, TimeProvider? time = null, int tasks = 2)
    {
        Bolt = bolt;
        var states = new FakeStates(restored is { } id ? new Checkpoint(id, new Dictionary<string, object?>()) : null);
        bolt.Prepare(Contexts.Of("sink", guarantee, states, index, tasks, time, _posted.Enqueue), Collector);
        if (bolt is not ITransactionalSink sink)
            return;
        if (restored is { } committed)
            sink.Commit(committed);
        sink.Abort();
        sink.Begin();
    }

    public Bolt Bolt { get; }

    public ITransactionalSink Sink => (ITransactionalSink)Bolt;

    public RecordingCollector Collector { get; } = new();

    public void Number(long number) => Bolt.Execute(Tuples.Number(number));

    public void Numbers(int from, int to)
    {
        for (var number = from; number <= to; number++)
            Number(number);
    }

    public void Tick() => Bolt.Execute(Tuples.Tick);

    public void Prepare(long checkpoint)
    {
        Sink.Prepare(checkpoint);
        Sink.Begin();
    }

    public void RunPosted()
    {
        while (_posted.TryDequeue(out var action))
            action();
    }
}
