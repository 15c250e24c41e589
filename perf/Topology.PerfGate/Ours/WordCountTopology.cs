using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>Word count 1/2/2, tracked with one acker and the default limit of pending tuples. Counts words at the counters.</summary>
internal sealed class WordCountTopology : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _words = new();

    public WordCountTopology()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new LineSpout());
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(_words), 2).FieldsGrouping("split", new Fields("word"));
        _run.Submit("wordcount", builder, new TopologyConfig { AckerExecutors = 1 });
    }

    public long Count => _words.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }

    private sealed class LineSpout : Spout
    {
        private readonly string[] _lines = WordText.Lines;
        private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private long _number;
        private int _next;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("line"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            _collector.EmitWithId(_number++, _lines[_next]);
            _next = _next + 1 == _lines.Length ? 0 : _next + 1;
        }
    }

    private sealed class SplitBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
            foreach (var word in WordText.Split(input.GetString(0)))
                collector.Emit(word);
        }
    }

    private sealed class CountBolt(SinkCounters words) : BasicBolt
    {
        private WordTally _tally = null!; // set by Prepare, which comes before any other call

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context) => _tally = new WordTally(words.Add());

        public override void Execute(StreamTuple input, BasicOutputCollector collector) => _tally.Add(input.GetString(0));
    }
}
