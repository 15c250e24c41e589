using Topology.Engine;

namespace Topology.Api.Tests.Support;

/// <summary>Makes tuples as a runtime would hand them to a bolt.</summary>
internal static class Tuples
{
    /// <summary>A tuple of the field "word", from task 1 of component "words".</summary>
    public static StreamTuple Word(string word) => Of(new StreamSource("words", StreamIds.Default, 1, new Fields("word")), word);

    public static StreamTuple Of(StreamSource source, params ReadOnlySpan<Value> values)
    {
        var batch = new TupleBatch(source, task: 9, expected: 1);
        batch.Add(source, 9, values);
        return batch[0];
    }
}
