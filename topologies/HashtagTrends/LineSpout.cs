using Topology;

namespace HashtagTrends;

/// <summary>Emits lines, tracked, and emits failed ones again; where the lines come from is the subclass's business.</summary>
public abstract class LineSpout : Spout
{
    private readonly InFlightLines inFlight = new();
    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private bool completed;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("json"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        this.collector = collector;
        Open(context, collector);
    }

    public override void Execute()
    {
        if (inFlight.TryTakeReplay(out var id, out var again))
            collector.EmitWithId(id, again);
        else if (NextLine() is { } line)
            collector.EmitWithId(inFlight.Add(line), line);
        else
            CompleteWhenSettled();
    }

    public override void Ack(Value messageId)
    {
        inFlight.Acked(messageId.AsInt64());
        CompleteWhenSettled();
    }

    public override void Fail(Value messageId, FailReason reason)
    {
        if (inFlight.Failed(messageId.AsInt64()))
            return;

        collector.ReportError(new InvalidDataException($"Line {messageId.AsInt64() + 1} given up after {InFlightLines.MaxAttempts} attempts, the last one {reason}."));
        CompleteWhenSettled();
    }

    protected abstract void Open(TopologyContext context, SpoutOutputCollector collector);

    /// <summary>The next line if there is one now; must not block.</summary>
    protected abstract string? NextLine();

    /// <summary>Whether <see cref="NextLine"/> will never have one again.</summary>
    protected abstract bool AtEnd { get; }

    private void CompleteWhenSettled()
    {
        if (completed || !AtEnd || !inFlight.IsEmpty)
            return;

        completed = true;
        collector.Complete();
    }
}
