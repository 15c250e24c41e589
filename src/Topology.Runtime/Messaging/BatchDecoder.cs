using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology.Runtime.Messaging;

/// <summary>Reads what <see cref="BatchEncoder"/> wrote. One per link, used by its reading thread only.</summary>
/// <remarks>
/// Malformed bytes throw <see cref="InvalidDataException"/>: the other side is not what it should be, and the link must be given up. Nothing is
/// allocated for a length or count that the message is too short for. A value that its serializer refuses spoils only its tuple.
/// </remarks>
/// <param name="catalog">The streams of the topology.</param>
/// <param name="serializer">For objects.</param>
public sealed class BatchDecoder(IStreamCatalog catalog, IValueSerializer serializer)
{
    private const int MaxOpen = 4096; // divided batches of different senders that are not complete yet; each is one large batch of a sending executor

    private readonly StreamCache _streams = new(catalog);
    private readonly List<StreamSource> _sources = []; // by their number in the message
    private readonly Dictionary<long, OpenBatch> _open = [];
    private readonly List<(long Root, long Edge)> _moreIds = [];
    private TextBefore[] _texts = new TextBefore[16]; // by position in the tuple

    /// <summary>Reads a message.</summary>
    /// <param name="way">Distinguishes whose batch it is, as parts of batches of different senders may take turns.</param>
    /// <param name="bytes">The message, exactly.</param>
    /// <param name="batch">The tuples, if the batch is complete; null if none could be decoded.</param>
    /// <param name="rejected">Those that could not.</param>
    /// <returns>Whether the batch is complete; if not, its other parts will come.</returns>
    /// <exception cref="InvalidDataException">The bytes are malformed, or name a stream that the topology has not.</exception>
    public bool Decode(long way, ReadOnlyMemory<byte> bytes, out TupleBatch? batch, out IReadOnlyList<RejectedTuple> rejected)
    {
        var reader = new WireReader(bytes.Span);
        if (reader.ReadByte() is var version && version != Wire.Version)
            throw new InvalidDataException($"a batch of version {version}; this side knows {Wire.Version}");
        var flags = reader.ReadByte();
        if (flags == Wire.IsMark)
        {
            (batch, rejected) = (ReadMark(ref reader), []);
            return true;
        }
        if ((flags & ~(Wire.MoreFollows | Wire.Continues)) != 0)
            throw new InvalidDataException($"a batch with the unknown flags {flags}");
        var part = (flags & Wire.Continues) != 0 ? Reopen(way) : new OpenBatch();
        ReadRuns(bytes, ref reader, ref part);
        reader.End();
        if ((flags & Wire.MoreFollows) != 0)
        {
            if (_open.Count == MaxOpen || !_open.TryAdd(way, part))
                throw new InvalidDataException("a batch begins within another one");
            batch = null;
            rejected = [];
            return false;
        }
        batch = part.Batch;
        rejected = part.Rejected ?? (IReadOnlyList<RejectedTuple>)[];
        return true;
    }

    private static TupleBatch ReadMark(ref WireReader reader)
    {
        var (mark, value) = (reader.ReadByte(), reader.ReadInt64());
        reader.End();
        return mark switch
        {
            Wire.Barrier => value > 0 ? TupleBatch.OfBarrier(value) : throw new InvalidDataException($"a barrier of checkpoint {value}"),
            Wire.Watermark => WatermarkSignal.TryUnpack(value, out var signal) ? TupleBatch.OfWatermark(signal) : throw new InvalidDataException($"a watermark of the number {value}"),
            _ => throw new InvalidDataException($"a mark of the unknown kind {mark}"),
        };
    }

    private OpenBatch Reopen(long way) =>
        _open.Remove(way, out var part) ? part : throw new InvalidDataException("a batch goes on that has not begun");

    private void ReadRuns(ReadOnlyMemory<byte> bytes, ref WireReader reader, ref OpenBatch part)
    {
        var left = (int)reader.ReadUInt16();
        if (part.Count + left > TupleBatch.MaxTuples)
            throw new InvalidDataException($"{part.Count + left} tuples in a batch; {TupleBatch.MaxTuples} at most");
        part.Count += left;
        _sources.Clear();
        _texts.AsSpan().Clear(); // of another message
        var (root, time) = (0L, 0L);
        while (left > 0)
        {
            var run = ReadRunHeader(ref reader, left);
            left -= run.Count;
            part.Batch ??= new TupleBatch(run.Source, run.Task, run.Count + left);
            ReadTuples(bytes, ref reader, run, ref root, ref time, ref part);
        }
        if (part.Batch?.Count == 0)
            part.Batch = null;
    }

    private Run ReadRunHeader(ref WireReader reader, int left)
    {
        var count = (int)reader.ReadUInt16();
        if (count == 0 || count > left)
            throw new InvalidDataException($"a run of {count} tuples where {left} are left");
        var kind = reader.ReadByte();
        var ids = (byte)(kind & ~Wire.HasTimes);
        if (ids > Wire.SeveralIds)
            throw new InvalidDataException($"ids of the unknown kind {kind}");
        var number = reader.ReadVarint(_sources.Count, "as the number of a stream");
        var source = number > 0 ? _sources[number - 1] : ReadSource(ref reader);
        var task = reader.ReadVarint(int.MaxValue, "as a task");
        var bytesEach = source.Fields.Count + (ids == Wire.NoIds ? 0 : 1 + sizeof(long)) + (kind == ids ? 0 : 1);
        if ((long)count * bytesEach > reader.Remaining)
            throw new InvalidDataException($"{count} tuples of {source.Fields.Count} values do not fit into the {reader.Remaining} bytes that are left");
        return new Run(source, task, count, ids, kind != ids);
    }

    private StreamSource ReadSource(ref WireReader reader)
    {
        var task = reader.ReadVarint(int.MaxValue, "as a task");
        var name = reader.ReadBytes(reader.ReadVarint(CodecLimits.MaxStreamBytes, "bytes of a stream's name"));
        var source = _streams.Find(task, name);
        if (reader.ReadVarint(int.MaxValue, "values of a tuple") is var width && width != source.Fields.Count)
            throw new InvalidDataException($"{width} values in a tuple of stream \"{source.Stream}\" of \"{source.Component}\", which has the fields {source.Fields}");
        if (_texts.Length < width)
            Array.Resize(ref _texts, width);
        _sources.Add(source);
        return source;
    }

    private void ReadTuples(ReadOnlyMemory<byte> bytes, ref WireReader reader, Run run, ref long root, ref long time, ref OpenBatch part)
    {
        var batch = part.Batch!; // made by the caller
        for (var n = 0; n < run.Count; n++)
        {
            if (batch.IsFull)
                throw new InvalidDataException("more values than a batch takes");
            var (first, edge) = (0L, 0L);
            if (run.Ids != Wire.NoIds)
            {
                (first, edge) = ReadId(ref reader, ref root);
                if (run.Ids == Wire.SeveralIds)
                    ReadMoreIds(ref reader, ref root);
            }
            if (run.HasTimes)
                time = ReadTime(ref reader, time);
            Exception? error = null;
            var values = batch.Append(run.Source, run.Task);
            for (var i = 0; i < values.Length; i++)
            {
                var tag = reader.ReadByte();
                if (tag == Wire.Text)
                    values[i] = ReadText(ref reader, ref _texts[i]);
                else
                    values[i] = tag == Wire.Object ? ReadObject(bytes, ref reader, run.Source, i, ref error) : ValueDecoding.Read(tag, ref reader);
            }
            if (error is not null)
            {
                batch.TakeBack(run.Source);
                Reject(ref part, run, first, error);
                continue;
            }
            if (run.Ids != Wire.NoIds)
                SetIds(batch, run, first, edge);
            if (run.HasTimes)
                batch.SetEventTime(time);
        }
    }

    /// <summary>Neighbours often have the same text in the same place, a category for one: then they share the string, and nothing is allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static string ReadText(ref WireReader reader, ref TextBefore before)
    {
        var bytes = ValueDecoding.ReadBytesOfText(ref reader);
        if (before.Text is { } text && bytes.Length == before.Length && bytes.SequenceEqual(reader.Again(before.Start, before.Length)))
            return text;
        text = ValueDecoding.TextOf(bytes);
        before = new TextBefore { Text = text, Start = reader.Position - bytes.Length, Length = bytes.Length };
        return text;
    }

    private static long ReadTime(ref WireReader reader, long before)
    {
        var time = before + Wire.UnZigZag(reader.ReadVarint());
        return time >= 0 && time <= DateTime.MaxValue.Ticks ? time : throw new InvalidDataException($"an event time of {time} ticks");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Root, long Edge) ReadId(ref WireReader reader, ref long root)
    {
        root += Wire.UnZigZag(reader.ReadVarint());
        if (root == 0)
            throw new InvalidDataException("0 as a root");
        return (root, reader.ReadInt64());
    }

    private void ReadMoreIds(ref WireReader reader, ref long root)
    {
        _moreIds.Clear();
        for (var left = reader.ReadCount(1 + sizeof(long), "ids"); left > 0; left--)
            _moreIds.Add(ReadId(ref reader, ref root));
    }

    private void SetIds(TupleBatch batch, Run run, long root, long edge)
    {
        batch.SetIds(root, edge);
        if (run.Ids != Wire.SeveralIds)
            return;
        foreach (var (next, nextEdge) in _moreIds)
            batch.AddIds(next, nextEdge);
    }

    private Value ReadObject(ReadOnlyMemory<byte> bytes, ref WireReader reader, StreamSource source, int position, ref Exception? error)
    {
        var length = reader.ReadInt32();
        var start = reader.Position;
        reader.ReadBytes(length);
        try
        {
            return Value.From(serializer.Deserialize(bytes.Slice(start, length)));
        }
        catch (Exception e)
        {
            error ??= new TopologyException(
                $"Field \"{source.Fields[position]}\" of a tuple of component \"{source.Component}\", stream \"{source.Stream}\" cannot be read as another worker sent it: {e.Message}", e);
            return Value.Null;
        }
    }

    private void Reject(ref OpenBatch part, Run run, long root, Exception error)
    {
        var roots = run.Ids switch
        {
            Wire.NoIds => (long[])[],
            Wire.OneId => [root],
            _ => [root, .. _moreIds.Select(id => id.Root)],
        };
        (part.Rejected ??= []).Add(new RejectedTuple(run.Task, roots, error));
    }

    /// <summary>The last text read at a position of the tuples, and where it lies in the message.</summary>
    private struct TextBefore
    {
        public string? Text;
        public int Start;
        public int Length;
    }

    private readonly record struct Run(StreamSource Source, int Task, int Count, byte Ids, bool HasTimes);

    /// <summary>A batch of which more parts may come.</summary>
    private struct OpenBatch
    {
        public TupleBatch? Batch;
        public List<RejectedTuple>? Rejected;
        public int Count; // tuples announced so far
    }
}
