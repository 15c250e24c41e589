using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>The counter of the word count with its counts in state.</summary>
internal sealed class StatefulCountBolt(SinkCounters words) : StatefulBolt<IKeyValueState<string, long>>
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IKeyValueState<string, long> _counts = null!; // set by InitState, likewise
    private SinkCounter _words = null!; // set by Prepare

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _words = words.Add();
    }

    public override void InitState(IKeyValueState<string, long> state) => _counts = state;

    public override void Execute(StreamTuple input)
    {
        var word = input.GetString(0);
        _counts.Put(word, _counts.Get(word) + 1);
        _words.Add();
        _collector.Ack(input);
    }
}
