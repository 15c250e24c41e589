using Topology.PerfGate.Baselines;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>Words per second through the word count 1/2/2.</summary>
internal static class WordCountFigure
{
    public static Reading Measure(Repeat repeat) => new(
        repeat.Once("wordcount", parameters => Window.Measure(() => new WordCountTopology(), parameters)).Rate,
        repeat.Once("wordcount channels", parameters => Window.Measure(() => new ChannelWordCount(), parameters)).Rate);
}
