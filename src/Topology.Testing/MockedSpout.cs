namespace Topology.Testing;

/// <summary>Emits its share of a list, tracked, and completes.</summary>
internal sealed class MockedSpout(Func<Component> replaced, IReadOnlyList<Value[]> items) : Spout
{
    private SpoutOutputCollector? _collector;
    private int _next;
    private int _step;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => replaced().DeclareOutputFields(declarer);

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        _collector = collector;
        _next = context.ThisTaskIndex;
        _step = context.GetComponentTasks(context.ThisComponentId).Count;
    }

    public override void Execute()
    {
        var collector = _collector!; // set by Prepare
        if (_next < items.Count)
        {
            collector.EmitWithId(_next, items[_next]);
            _next += _step;
        }
        if (_next >= items.Count)
            collector.Complete();
    }
}
