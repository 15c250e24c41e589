namespace Topology.Testing;

/// <summary>Event times and watermarks that a test says. One thread.</summary>
internal sealed class HandMadeTime
{
    /// <summary>Of the next tuple; MinValue: it has none.</summary>
    public DateTime Next { get; set; }

    public DateTime? Watermark { get; set; }

    /// <summary>The event time of a tuple that is being emitted.</summary>
    public DateTime Take(ReadOnlySpan<Value> values)
    {
        var time = Next;
        Next = default;
        return time;
    }

    public WatermarkGenerator CreateGenerator() => new Generator(this);

    private sealed class Generator(HandMadeTime time) : WatermarkGenerator
    {
        public override DateTime? Current => time.Watermark;

        public override void OnEvent(ReadOnlySpan<Value> values, DateTime eventTime)
        {
        }
    }
}
