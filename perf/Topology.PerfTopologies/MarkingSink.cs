using System.Globalization;

namespace Topology.PerfTopologies;

/// <summary>Does the work of the counting sink, and makes an empty file, named with the id of its process, at its first tuple.</summary>
/// <param name="folder">Where; it must exist.</param>
internal sealed class MarkingSink(string folder) : Bolt
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _sum;
    private bool _isMarked;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        if (!_isMarked)
            Mark();
        _sum += input.GetInt64(1) + input.GetString(0).Length;
        _collector.Ack(input);
    }

    private void Mark()
    {
        _isMarked = true;
        File.WriteAllBytes(Path.Combine(folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), []);
    }
}
