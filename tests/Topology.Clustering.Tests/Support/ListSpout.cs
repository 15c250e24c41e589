namespace Topology.Clustering.Tests.Support;

/// <summary>A bounded source: emits its share of a list, tracked, and completes.</summary>
internal sealed class ListSpout(IReadOnlyList<Value> items, string field = "word") : Spout
{
    private SpoutOutputCollector? _collector;
    private int _next;
    private int _step;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields(field));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        _collector = collector;
        _next = context.ThisTaskIndex;
        _step = context.GetComponentTasks(context.ThisComponentId).Count;
    }

    public override void Execute()
    {
        if (_next < items.Count)
            _collector!.EmitWithId(_next, items[_next]);
        else
            _collector!.Complete();
        _next += _step;
    }
}

/// <summary>A source that never ends.</summary>
internal sealed class EndlessSpout(Action? executed = null) : Spout
{
    private SpoutOutputCollector? _collector;
    private long _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        executed?.Invoke();
        _collector!.EmitWithId(_next, _next);
        _next++;
    }
}
