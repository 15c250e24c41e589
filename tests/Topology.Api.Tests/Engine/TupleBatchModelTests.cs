using CsCheck;
using Topology.Engine;

namespace Topology.Api.Tests.Engine;

/// <summary>Whatever is added in whatever order, a batch reads back what a plain list of tuples would.</summary>
public class TupleBatchModelTests
{
    private static readonly StreamSource[] Sources =
    [
        new("words", "default", 1, new Fields("word")),
        new("words", "default", 2, new Fields("word")),
        new("count", "pairs", 3, new Fields("word", "count")),
        new("marker", "marks", 4, new Fields()),
    ];

    private static readonly Gen<Entry> AnyEntry = Gen
        .Select(Gen.Int[0, Sources.Length - 1], Gen.Int[7, 9], Gen.Long[0, 3], Gen.Long, Gen.Int[0, 2])
        .Select((source, task, root, edge, more) => new Entry(Sources[source], task, root, edge, more));

    /// <summary>Runs of one entry followed by a mixture, as changes after a long run are the hard case.</summary>
    private static readonly Gen<Entry[]> AnyEntries = Gen
        .Select(AnyEntry, Gen.Int[0, 40], AnyEntry.Array[0, 60])
        .Select((first, run, rest) => (Entry[])[.. Enumerable.Repeat(first, run), .. rest]);

    [Fact]
    public void Whatever_is_added_reads_back() => Gen
        .Select(AnyEntries, Gen.Int[1, TupleBatch.MaxTuples])
        .Sample((entries, expected) => ReadsBack(entries, expected), iter: 1_000, threads: 1);

    private static void ReadsBack(Entry[] entries, int expected)
    {
        var batch = new TupleBatch(entries.Length > 0 ? entries[0].Source : Sources[0], 7, expected);
        for (var i = 0; i < entries.Length; i++)
            Add(batch, entries[i], i);

        Assert.Equal(entries.Length, batch.Count);
        Assert.Equal(entries.Any(entry => entry.Root != 0), batch.IsTracked);
        for (var i = 0; i < entries.Length; i++)
            Check(batch, entries[i], i);
    }

    private static void Add(TupleBatch batch, Entry entry, int index)
    {
        batch.Add(entry.Source, entry.Task, entry.Values(index));
        if (entry.Root == 0)
            return;
        batch.SetIds(entry.Root, entry.Edge);
        foreach (var (root, edge) in entry.MoreIds)
            batch.AddIds(root, edge);
    }

    private static void Check(TupleBatch batch, Entry entry, int index)
    {
        Assert.Same(entry.Source, batch.SourceOf(index));
        Assert.Equal(entry.Task, batch.TaskOf(index));
        Assert.Equal(entry.Values(index), batch.ValuesOf(index).ToArray());
        Assert.Equal(entry.Values(index), batch[index].Values.ToArray());
        Assert.Equal(entry.Root, batch.RootOf(index));
        if (entry.Root == 0)
            return;
        Assert.Equal(entry.Edge, batch.EdgeOf(index));
        Assert.Equal(entry.MoreIds, batch.MoreIdsOf(index).ToArray());
    }

    private sealed record Entry(StreamSource Source, int Task, long Root, long Edge, int More)
    {
        public (long Root, long Edge)[] MoreIds => [.. Enumerable.Range(1, More).Select(number => (Root + number, Edge + number))];

        public Value[] Values(int index) => [.. Enumerable.Range(0, Source.Fields.Count).Select(position => (Value)(index * 10 + position))];
    }
}
