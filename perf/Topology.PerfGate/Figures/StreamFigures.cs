namespace Topology.PerfGate.Figures;

/// <summary>What the stream API costs, compared with the same written with bolts.</summary>
internal static class StreamFigures
{
    /// <summary>Both have the same tasks: a source, two that split and two that count. The plain count, whose sink has a dictionary instead of state, is measured too for orientation.</summary>
    public static Reading WordCount(Repeat repeat)
    {
        var plain = Workloads.Measure(repeat, "wordcount").Rate;
        return new Reading(
            Workloads.Measure(repeat, "wordcount of streams").Rate, Workloads.Measure(repeat, "wordcount stateful").Rate, $"(with a Dictionary in the place of state {Report.Number(plain)})");
    }

    /// <summary>The program without a word of parallelism: the one task of the source splits, too, and bounds the rate on more than one core.</summary>
    public static Reading SplitAtSource(Repeat repeat) =>
        new(Workloads.Measure(repeat, "wordcount of streams, split at the source").Rate, Workloads.Measure(repeat, "wordcount stateful").Rate);

    public static Reading Fusion(Repeat repeat) => new(Workloads.Measure(repeat, "numbers of streams").Rate, Workloads.Measure(repeat, "numbers by hand").Rate);
}
