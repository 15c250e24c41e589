using System.Runtime.InteropServices;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate;

/// <summary>The counter's work on both sides: a dictionary of counts. One thread; the counter is read by the measurer.</summary>
internal sealed class WordTally(SinkCounter words)
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string word)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, word, out _)++;
        words.Add();
    }
}
