using Topology;

namespace WordCount;

/// <summary>Keeps the latest count of every word and prints the most frequent ones at the orderly end of the run.</summary>
public sealed class ReportBolt(int top, TextWriter output) : BasicBolt
{
    private readonly Dictionary<string, long> latest = new(StringComparer.Ordinal);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector) =>
        latest[input.GetString(0)] = input.GetInt64(1);

    public override void Cleanup() => output.Write(Report.Text(latest, top));
}
