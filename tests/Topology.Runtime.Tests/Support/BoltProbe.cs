namespace Topology.Runtime.Tests.Support;

/// <summary>Makes bolts that do what a test says and note what they get. One for all instances of a component.</summary>
internal sealed class BoltProbe
{
    /// <summary>Every tuple executed, ticks included.</summary>
    public List<(int Task, StreamTuple Tuple)> Received { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Those that were prepared.</summary>
    public List<ProbeBolt> Instances { get; } = [];

    /// <summary>Acks if not set.</summary>
    public Action<ProbeBolt, StreamTuple>? Body { get; set; }

    public Action<ProbeBolt>? OnPrepare { get; set; }

    public Action<OutputFieldsDeclarer>? Declare { get; set; }

    /// <summary>The first value of every data tuple, as text.</summary>
    public IEnumerable<string> Values => Received.Where(entry => !entry.Tuple.IsTick).Select(entry => entry.Tuple[0].ToString());

    public ProbeBolt Last => Instances[^1];

    public Bolt Create() => new ProbeBolt(this);
}

internal sealed class ProbeBolt(BoltProbe probe) : Bolt
{
    public OutputCollector Collector { get; private set; } = null!; // set by Prepare

    public TopologyContext Context { get; private set; } = null!; // set by Prepare

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => probe.Declare?.Invoke(declarer);

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        (Context, Collector) = (context, collector);
        probe.Instances.Add(this);
        probe.Calls.Add("Prepare");
        probe.OnPrepare?.Invoke(this);
    }

    public override void Execute(StreamTuple input)
    {
        probe.Received.Add((Context.ThisTaskId, input));
        if (probe.Body is { } body)
            body(this, input);
        else
            Collector.Ack(input);
    }

    public override void Cleanup() => probe.Calls.Add("Cleanup");
}
