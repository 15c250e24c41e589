namespace Topology.Runtime.Tests.Support;

/// <summary>Makes spouts that do what a test says and note what is asked of them. One for all instances of a component.</summary>
internal sealed class SpoutProbe(params string[] fields)
{
    /// <summary>All calls but Execute, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Those that were prepared.</summary>
    public List<ProbeSpout> Instances { get; } = [];

    public int Executes { get; private set; }

    /// <summary>Emitted one an Execute, unless <see cref="OnExecute"/> is set.</summary>
    public Queue<(Value? Id, Value[] Values)> Feed { get; } = new();

    public Action<ProbeSpout>? OnExecute { get; set; }

    public Action<ProbeSpout>? OnPrepare { get; set; }

    public Action<ProbeSpout, Value>? OnAck { get; set; }

    public Action<ProbeSpout, Value, FailReason>? OnFail { get; set; }

    public Action<OutputFieldsDeclarer>? Declare { get; set; }

    public IEnumerable<string> Answers => Calls.Where(call => call.StartsWith("Ack ", StringComparison.Ordinal) || call.StartsWith("Fail ", StringComparison.Ordinal));

    public Spout Create() => new ProbeSpout(this);

    /// <summary>Queues tracked tuples whose id is their value.</summary>
    public SpoutProbe Track(params int[] ids)
    {
        foreach (var id in ids)
            Feed.Enqueue((id, [id]));
        return this;
    }

    internal void Declared(OutputFieldsDeclarer declarer)
    {
        if (Declare is { } declare)
            declare(declarer);
        else
            declarer.Declare(new Fields(fields.Length == 0 ? ["v"] : fields));
    }

    internal void Executed(ProbeSpout spout)
    {
        Executes++;
        if (OnExecute is { } execute)
        {
            execute(spout);
            return;
        }
        if (!Feed.TryDequeue(out var next))
            return;
        if (next.Id is { } id)
            spout.Collector.EmitWithId(id, next.Values);
        else
            spout.Collector.Emit(next.Values);
    }
}

internal sealed class ProbeSpout(SpoutProbe probe) : Spout
{
    public SpoutOutputCollector Collector { get; private set; } = null!; // set by Prepare

    public TopologyContext Context { get; private set; } = null!; // set by Prepare

    public int Executes { get; private set; }

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => probe.Declared(declarer);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        (Context, Collector) = (context, collector);
        probe.Instances.Add(this);
        probe.Calls.Add("Prepare");
        probe.OnPrepare?.Invoke(this);
    }

    public override void Execute()
    {
        Executes++;
        probe.Executed(this);
    }

    public override void Ack(Value messageId)
    {
        probe.Calls.Add($"Ack {messageId}");
        probe.OnAck?.Invoke(this, messageId);
    }

    public override void Fail(Value messageId, FailReason reason)
    {
        probe.Calls.Add($"Fail {messageId} {reason}");
        probe.OnFail?.Invoke(this, messageId, reason);
    }

    public override void Activate() => probe.Calls.Add("Activate");

    public override void Deactivate() => probe.Calls.Add("Deactivate");

    public override void Cleanup() => probe.Calls.Add("Cleanup");
}
