namespace Topology.PerfGate.Figures;

/// <summary>What the stream API costs, compared with the same written with bolts.</summary>
internal static class StreamFigures
{
    /// <summary>Both have the same tasks: a source, two that split and two that count. For orientation the stream's is measured too with the splitting in the source's task,
    /// and the plain count, whose sink has a dictionary instead of state.</summary>
    public static Reading WordCount(Repeat repeat)
    {
        var plain = Workloads.Measure(repeat, "wordcount").Rate;
        var atSource = Workloads.Measure(repeat, "wordcount of streams, split at the source").Rate;
        return new Reading(
            Workloads.Measure(repeat, "wordcount of streams").Rate, Workloads.Measure(repeat, "wordcount stateful").Rate,
            $"(split at the source {Report.Number(atSource)}; bolts with a Dictionary in the place of state {Report.Number(plain)})");
    }

    public static Reading Fusion(Repeat repeat) => new(Workloads.Measure(repeat, "numbers of streams").Rate, Workloads.Measure(repeat, "numbers by hand").Rate);
}
