using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the tuples that windows keep. A tuple that is read belongs to no tuple tree. One thread.</summary>
/// <param name="values">Writes and reads values.</param>
/// <param name="fieldsOf">The fields of a stream of a component; throws if there is none.</param>
/// <param name="task">The task that keeps them.</param>
internal sealed class TupleCodec(EntryCodec<Value> values, Func<string, string, Fields> fieldsOf, int task)
{
    private readonly Dictionary<(string Component, string Stream, int Task), StreamSource> _sources = [];
    private readonly Dictionary<long, KeptTuple> _ofKey = [];
    private TupleBatch? _batch; // what is read is put into it as long as it fits
    private StreamSource? _source;
    private long _next;

    /// <summary>A number that no tuple has.</summary>
    public long NextNumber() => _next++;

    /// <summary>The tuples of another key follow: those of the same number are the same.</summary>
    public void BeginKey() => _ofKey.Clear();

    public void Write(IReadOnlyList<KeptTuple> tuples, EncodeBuffer target)
    {
        target.WriteVarint((uint)tuples.Count);
        foreach (var kept in tuples)
            Write(kept, target);
    }

    public List<KeptTuple> Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var count = reader.ReadCount(sizeof(long), "tuples");
        var tuples = new List<KeptTuple>(count);
        for (; count > 0; count--)
            tuples.Add(ReadOne(ref reader, bytes));
        return tuples;
    }

    private void Write(KeptTuple kept, EncodeBuffer target)
    {
        var tuple = kept.Tuple;
        target.WriteInt64(kept.Number);
        target.WriteInt64(kept.Time);
        target.WriteByte(kept.IsShown ? (byte)1 : (byte)0);
        ValueEncoding.WriteText(tuple.SourceComponent, target);
        ValueEncoding.WriteText(tuple.SourceStream, target);
        target.WriteVarint((uint)tuple.SourceTask);
        target.WriteInt64(tuple.Batch.EventTimeOf(tuple.Index));
        target.WriteVarint((uint)tuple.Count);
        foreach (var value in tuple.Values)
            values.Write(value, target);
    }

    private KeptTuple ReadOne(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var number = reader.ReadInt64();
        var time = reader.ReadInt64();
        var isShown = reader.ReadByte() != 0;
        var source = ReadSource(ref reader);
        var eventTime = reader.ReadInt64();
        var row = new Value[reader.ReadCount(1, "values")];
        for (var i = 0; i < row.Length; i++)
            row[i] = values.Read(ref reader, bytes);
        if (row.Length != source.Fields.Count)
            throw new InvalidDataException($"a tuple of stream \"{source.Stream}\" of component \"{source.Component}\" with {row.Length} values, which has the fields {source.Fields} now");
        _next = Math.Max(_next, number + 1);
        if (_ofKey.TryGetValue(number, out var same))
            return same;
        var kept = new KeptTuple(number, time, Put(source, row, eventTime)) { IsShown = isShown };
        _ofKey.Add(number, kept);
        return kept;
    }

    private StreamSource ReadSource(ref WireReader reader)
    {
        var key = (ReadText(ref reader), ReadText(ref reader), reader.ReadVarint(ushort.MaxValue, "as a task"));
        if (!_sources.TryGetValue(key, out var source))
            _sources.Add(key, source = new StreamSource(key.Item1, key.Item2, key.Item3, fieldsOf(key.Item1, key.Item2)));
        return source;
    }

    private static string ReadText(ref WireReader reader) =>
        System.Text.Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadCount(1, "bytes of a name")));

    private StreamTuple Put(StreamSource source, Value[] row, long eventTime)
    {
        if (_batch is null || _batch.IsFull || !ReferenceEquals(source, _source))
            _batch = new TupleBatch(_source = source, task, 16);
        _batch.Add(source, task, row);
        _batch.SetEventTime(eventTime);
        return _batch[_batch.Count - 1];
    }
}
