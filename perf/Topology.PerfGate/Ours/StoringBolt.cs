using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Puts what it gets into its state.</summary>
internal sealed class StoringBolt(SinkCounters stored) : StatefulBolt<IKeyValueState<string, string>>
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IKeyValueState<string, string> _state = null!; // set by InitState, likewise
    private SinkCounter _stored = null!; // set by Prepare

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _stored = stored.Add();
    }

    public override void InitState(IKeyValueState<string, string> state) => _state = state;

    public override void Execute(StreamTuple input)
    {
        _state.Put(input.GetString(0), input.GetString(1));
        _stored.Add();
        _collector.Ack(input);
    }
}
