namespace Topology.PerfGate.Figures;

/// <summary>Words per second through the word count 1/2/2.</summary>
internal static class WordCountFigure
{
    public static Reading Measure(Repeat repeat) => new(Workloads.Measure(repeat, "wordcount").Rate, Workloads.Measure(repeat, "wordcount channels").Rate);
}
