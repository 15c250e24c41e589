using System.Diagnostics;
using System.Globalization;
using Topology.PerfGate.Measuring;

namespace Topology.PerfTopologies;

/// <summary>Records how late each tuple of a paced spout is, and writes the 99th percentile, in microseconds, when the topology ends.</summary>
/// <remarks>Spout and sink are on one machine: the clock of <see cref="Stopwatch"/> is the same in all its processes.</remarks>
/// <param name="file">Written whole, or not at all.</param>
/// <param name="warmUp">From the first tuple on, what is not recorded.</param>
internal sealed class LatencyFileSink(string file, TimeSpan warmUp) : Bolt
{
    private readonly LatencyProbe _probe = new();
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private long _first; // 0 before the first tuple
    private bool _isOpen;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        if (!_isOpen)
            OpenWhenWarm();
        _probe.Record(input.GetInt64(1));
        _collector.Ack(input);
    }

    public override void Cleanup()
    {
        if (!_isOpen)
            return;
        var unfinished = file + ".part";
        File.WriteAllText(unfinished, _probe.Close().ToString("R", CultureInfo.InvariantCulture));
        File.Move(unfinished, file, overwrite: true);
    }

    private void OpenWhenWarm()
    {
        if (_first == 0)
            _first = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_first) < warmUp)
            return;
        _probe.Open();
        _isOpen = true;
    }
}
