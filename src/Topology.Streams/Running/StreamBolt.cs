using Topology.Engine;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>A chain of operators as a bolt: what it emits is anchored to the input, which is acked when the chain is through.</summary>
internal class StreamBolt(Segment segment) : BasicBolt
{
    private EntryTable _entries = null!; // set by Prepare, which comes before any other call

    protected TaskScope Scope { get; private set; } = null!; // likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => segment.Declare(declarer);

    public override void Prepare(TopologyContext context)
    {
        Scope = new TaskScope(segment, context);
        _entries = new EntryTable(segment.CreateEntries(Scope));
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        Scope.Output ??= collector; // the same each time
        Scope.Blame.Clear();
        _entries.Of(input)?.Push(input);
    }

    internal override Exception Explain(Exception error) => Scope.Blame.Name(error, segment.Id);
}

/// <summary>The same with state.</summary>
internal sealed class StatefulStreamBolt(Segment segment) : StreamBolt(segment), IStatefulComponent
{
    public void InitState(TopologyContext context) => Scope.InitState();
}
