using CsCheck;
using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Whatever a batch holds arrives, and whatever bytes come in do no harm.</summary>
public class BatchCodecModelTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.Char['a', 'z'].Array[0, 20].Select(chars => new string(chars)),
        Gen.Char.Array[0, 40].Select(chars => new string(chars)), // lone surrogates and all
        Gen.Char['a', 'z'].Select(Gen.Int[100, 300]).Select(both => new string(both.Item1, both.Item2)));

    private static readonly Gen<Value> AnyValue = Gen.OneOf(
        Gen.Const(Value.Null), Gen.Bool.Select(value => (Value)value), Gen.Int.Select(value => (Value)value), Gen.Int[-70, 70].Select(value => (Value)value),
        Gen.Long.Select(value => (Value)value), Gen.Double.Select(value => (Value)value), Gen.DateTime.Select(value => (Value)value), AnyText.Select(value => (Value)value),
        Gen.Byte.Array[0, 300].Select(value => (Value)value), Gen.Int[0, 9].Select(value => Value.From(new System.Version(1, value))));

    private static readonly Gen<Entry> AnyEntry = Gen
        .Select(Gen.Int[0, 3], Gen.Int[1, 3].Select(task => task * 1000), Gen.Int[0, 3], Gen.Long, AnyValue.Array[2], Gen.Bool, Gen.OneOf(Gen.Const(TupleBatch.NoEventTime), Gen.Const(7L), Gen.DateTime.Select(date => date.Ticks)))
        .Select((source, task, ids, seed, values, isBad, time) => new Entry(CodecPair.Sources[source], task, ids, seed, isBad, [.. values.Take(CodecPair.Sources[source].Fields.Count)], time));

    /// <summary>Runs of like entries followed by a mixture.</summary>
    private static readonly Gen<Entry[]> AnyEntries = Gen
        .Select(AnyEntry, Gen.Int[0, 60], AnyEntry.Array[0, 60])
        .Select((first, run, rest) => (Entry[])[.. Enumerable.Repeat(first, run), .. rest])
        .Where(entries => entries.Length > 0);

    [Fact]
    public void Whatever_is_written_reads_back() => Gen
        .Select(AnyEntries, Gen.OneOf(Gen.Const(200), Gen.Const(3000), Gen.Const(1 << 20)))
        .Sample((entries, frame) => ReadsBack(entries, frame, hasBad: false), iter: 3_000, threads: 1);

    [Fact]
    public void Whatever_cannot_be_written_does_no_harm_to_the_rest() => Gen
        .Select(AnyEntries, Gen.OneOf(Gen.Const(200), Gen.Const(3000), Gen.Const(1 << 20)))
        .Sample((entries, frame) => ReadsBack(entries, frame, hasBad: true), iter: 3_000, threads: 1);

    [Fact]
    public void Changed_bytes_are_read_or_refused() => Gen
        .Select(AnyEntries, Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 4])
        .Sample((entries, changes) =>
        {
            var codec = new CodecPair(new CodecLimits { MaxFrameBytes = 2000 });
            foreach (var message in codec.Encode(BatchOf(entries), out _))
                ReadsOrRefuses(codec, Change(message, changes));
        }, iter: 10_000, threads: 1);

    [Fact]
    public void Random_bytes_are_read_or_refused() => Gen
        .Select(Gen.Byte.Array[0, 200], Gen.Bool)
        .Sample((bytes, looksRight) =>
        {
            if (looksRight && bytes.Length > 12)
                new byte[] { Wire.Version, 0, 3, 0, 3, 0, (byte)(bytes[11] % 8), 0, 1, 7 }.CopyTo(bytes, 0);
            ReadsOrRefuses(new CodecPair(), bytes);
        }, iter: 20_000, threads: 1);

    [Fact]
    public void Every_shorter_message_is_refused()
    {
        var codec = new CodecPair();
        var batch = CodecPair.BatchOf(CodecPair.Pairs, ["word", 5], [Value.From(new System.Version(1, 2)), 1.5], [new byte[5], "Grüße"]);
        batch.SetIds(1L << 50, -1);
        batch.SetEventTime(DateTime.UnixEpoch.Ticks);
        var message = Assert.Single(codec.Encode(batch, out _));

        for (var length = 0; length < message.Length; length++)
            Assert.Throws<InvalidDataException>(() => codec.Decoder.Decode(0, message.AsMemory(0, length), out _, out _));
        Assert.Throws<InvalidDataException>(() => codec.Decoder.Decode(0, (byte[])[.. message, 0], out _, out _));
    }

    private static void ReadsOrRefuses(CodecPair codec, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (codec.Decoder.Decode(0, bytes, out var batch, out _) && batch is not null)
                BatchCodecTests.Texts(batch).Count();
        }
        catch (InvalidDataException)
        {
            // as it should be
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000 + bytes.Length * 200);
    }

    private static byte[] Change(byte[] bytes, (int Kind, int Place, byte Byte)[] changes)
    {
        var changed = bytes.ToList();
        foreach (var (kind, place, value) in changes)
        {
            var at = changed.Count == 0 ? 0 : place % changed.Count;
            if (kind == 0)
                changed.Insert(at, value);
            else if (changed.Count > 0 && kind == 1)
                changed.RemoveAt(at);
            else if (changed.Count > 0 && kind == 2)
                changed.RemoveRange(at, changed.Count - at);
            else if (changed.Count > 0)
                changed[at] = kind == 3 ? value : (byte)(changed[at] ^ 1 << value % 8);
        }
        return [.. changed];
    }

    private static void ReadsBack(Entry[] entries, int frame, bool hasBad)
    {
        entries = hasBad ? entries : [.. entries.Select(entry => entry with { IsBad = false })];
        var codec = new CodecPair(new CodecLimits { MaxFrameBytes = frame });
        var messages = codec.Encode(BatchOf(entries), out var unsent);
        var bad = Enumerable.Range(0, entries.Length).Where(i => entries[i].HasBadValue).ToArray();
        Assert.Equal(bad, unsent.Select(left => left.Index));
        var good = entries.Where(entry => !entry.HasBadValue).ToArray();
        if (good.Length == 0)
        {
            Assert.Empty(messages);
            return;
        }
        var read = codec.Decode(messages, out var rejected)!;
        Assert.Empty(rejected);
        Assert.Equal(good.Length, read.Count);
        for (var i = 0; i < good.Length; i++)
            Check(read, i, good[i]);
    }

    private static TupleBatch BatchOf(Entry[] entries)
    {
        var batch = new TupleBatch(entries[0].Source, entries[0].Task, entries.Length);
        foreach (var entry in entries)
        {
            batch.Add(entry.Source, entry.Task, entry.Written);
            if (entry.Ids > 0)
                batch.SetIds(entry.Root, entry.Seed);
            foreach (var (root, edge) in entry.MoreIds)
                batch.AddIds(root, edge);
            batch.SetEventTime(entry.Time);
        }
        return batch;
    }

    private static void Check(TupleBatch read, int index, Entry entry)
    {
        Assert.Same(entry.Source, read.SourceOf(index));
        Assert.Equal(entry.Task, read.TaskOf(index));
        Assert.Equal(entry.Values.Select(value => value.ToObject()), read.ValuesOf(index).ToArray().Select(value => value.ToObject()));
        Assert.Equal(entry.Values.Select(value => value.ToObject()?.GetType()), read.ValuesOf(index).ToArray().Select(value => value.ToObject()?.GetType()));
        Assert.Equal(entry.Ids > 0 ? entry.Root : 0, read.RootOf(index));
        if (entry.Ids > 0)
            Assert.Equal(entry.Seed, read.EdgeOf(index));
        Assert.Equal(entry.Time, read.EventTimeOf(index));
        Assert.Equal(entry.MoreIds, read.MoreIdsOf(index).ToArray());
    }

    private sealed record Entry(StreamSource Source, int Task, int Ids, long Seed, bool IsBad, Value[] Values, long Time)
    {
        public bool HasBadValue => IsBad && Values.Length > 0;

        public Value[] Written => HasBadValue ? [.. Values[..^1], Value.From(new object())] : Values;

        public long Root => Seed * 31 is var root && root != 0 ? root : 1;

        public (long Root, long Edge)[] MoreIds => [.. Enumerable.Range(1, Math.Max(0, Ids - 1)).Select(n => (Root ^ n << 20, Seed + n))];
    }
}
