using System.Globalization;
using Topology.Engine;

namespace Topology.Runtime.Tests.Support;

/// <summary>Makes bolts that note tuples and watermarks by their event time, and act for timers.</summary>
/// <param name="emits">Whether they have an output, to which they pass on what they get.</param>
internal sealed class TimedProbe(bool emits)
{
    /// <summary>In the order in which they came. Seconds since 1970; a watermark is a tick above what it is, as sources say one tick less than they have.</summary>
    public List<string> Log { get; } = [];

    public List<DateTime?> Times { get; } = [];

    public List<Value> Values { get; } = [];

    public List<TimedProbeBolt> Instances { get; } = [];

    public TimedProbeBolt Last => Instances[^1];

    public Action<TimedProbeBolt, StreamTuple>? OnTuple { get; set; }

    public Action<TimedProbeBolt, DateTime>? OnWatermark { get; set; }

    public Action<TimedProbeBolt, long>? OnTimer { get; set; }

    /// <summary>In UTC ticks.</summary>
    public Queue<long> Timers { get; } = new();

    public Bolt Create() => new TimedProbeBolt(this);

    internal bool Emits => emits;

    internal void Note(StreamTuple tuple)
    {
        Times.Add(tuple.EventTime);
        Values.Add(tuple[0]);
        Log.Add($"tuple {(tuple.EventTime is { } time ? Seconds(time) : "?")}");
    }

    internal void Note(long watermark) => Log.Add(watermark switch
    {
        long.MaxValue => "end",
        3155378975999999999 => "end of event time",
        _ => $"watermark {Seconds(new DateTime(watermark + 1, DateTimeKind.Utc))}",
    });

    private static string Seconds(DateTime time) => ((time - DateTime.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
}

internal sealed class TimedProbeBolt(TimedProbe probe) : Bolt, ITimedBolt, IWatermarkListener
{
    public OutputCollector Collector { get; private set; } = null!; // set by Prepare

    public TopologyContext Context { get; private set; } = null!; // set by Prepare

    public long NextTimer => probe.Timers.TryPeek(out var next) ? next : long.MaxValue;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        if (probe.Emits)
            declarer.Declare(new Fields("time"));
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        (Context, Collector) = (context, collector);
        probe.Instances.Add(this);
    }

    public override void Execute(StreamTuple input)
    {
        probe.Note(input);
        if (probe.OnTuple is { } act)
        {
            act(this, input);
            return;
        }
        if (probe.Emits)
            Collector.Emit(input, input[0]);
        Collector.Ack(input);
    }

    public void AdvanceWatermark(long watermark) => probe.Note(watermark);

    public void WatermarkAdvanced(DateTime watermark) => probe.OnWatermark?.Invoke(this, watermark);

    public void OnTimer(long now)
    {
        probe.Timers.Dequeue();
        probe.OnTimer?.Invoke(this, now);
    }
}
