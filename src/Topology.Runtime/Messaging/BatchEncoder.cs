using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology.Runtime.Messaging;

/// <summary>Writes batches of tuples for another worker, in the format that <see cref="Wire"/> describes. Any thread, each with its own buffer.</summary>
/// <remarks>Nothing is allocated unless a tuple cannot be encoded. Kinds of values are kept: an int stays an int.</remarks>
/// <param name="serializer">For objects.</param>
/// <param name="limits">Those of the reading side.</param>
public sealed class BatchEncoder(IValueSerializer serializer, CodecLimits limits)
{
    private const int TuplesOffset = 2; // in the message: behind version and flags

    /// <summary>Appends one message with the batch's tuples from <paramref name="next"/> on. Call it until <paramref name="next"/> is the
    /// batch's count, once for a barrier or watermark: a batch that does not fit into one frame is divided. A message that is larger than a frame holds one tuple.</summary>
    /// <param name="batch">The tuples.</param>
    /// <param name="next">The first one to write; on return, the first one not dealt with.</param>
    /// <param name="target">Gets the message appended.</param>
    /// <param name="unsent">Gets those that cannot be encoded; made when there is one. They leave nothing behind in the message.</param>
    /// <returns>False if there is nothing to send, because not one tuple of the batch could be encoded.</returns>
    public bool Encode(TupleBatch batch, ref int next, EncodeBuffer target, ref List<UnsentTuple>? unsent)
    {
        if (batch.Barrier != 0 || batch.IsWatermark)
        {
            WriteMark(batch, target);
            return true;
        }
        var message = new Message(target.Length, limits.MaxFrameBytes);
        var flags = next > 0 ? Wire.Continues : (byte)0;
        target.Sources.Clear();
        target.WriteInt32(Wire.Version);
        while (next < batch.Count && !message.IsFull)
            WriteRun(batch, ref next, target, ref message, ref unsent);
        if (message.Tuples == 0 && flags == 0)
        {
            target.Truncate(message.Start);
            return false;
        }
        var header = target.WrittenFrom(message.Start);
        header[1] = next < batch.Count ? (byte)(flags | Wire.MoreFollows) : flags;
        BinaryPrimitives.WriteUInt16LittleEndian(header[TuplesOffset..], (ushort)message.Tuples);
        return true;
    }

    private static void WriteMark(TupleBatch batch, EncodeBuffer target)
    {
        target.WriteByte(Wire.Version);
        target.WriteByte(Wire.IsMark);
        target.WriteByte(batch.IsWatermark ? Wire.Watermark : Wire.Barrier);
        target.WriteInt64(batch.IsWatermark ? batch.Signal.Packed : batch.Barrier);
    }

    private void WriteRun(TupleBatch batch, ref int next, EncodeBuffer target, ref Message message, ref List<UnsentTuple>? unsent)
    {
        var ids = IdsOf(batch, next);
        var end = RunEnd(batch, next, ids);
        var (start, sources, before) = (target.Length, target.Sources.Count, message.Tuples);
        WriteRunHeader(batch.SourceOf(next), batch.TaskOf(next), ids, target);
        while (next < end && !message.IsFull)
        {
            try
            {
                WriteTuples(batch, ref next, end, ids, target, ref message);
            }
            catch (TopologyException e)
            {
                target.Truncate(message.TupleStart);
                var source = batch.SourceOf(next);
                (unsent ??= []).Add(new UnsentTuple(next, e is TupleTooLargeException large ? new TupleTooLargeException(source.Component, source.Stream, large) : e));
                next++;
            }
        }
        if (message.Tuples > before)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target.WrittenFrom(start), (ushort)(message.Tuples - before));
            return;
        }
        target.Truncate(start);
        target.Sources.RemoveRange(sources, target.Sources.Count - sources);
    }

    private static byte IdsOf(TupleBatch batch, int index)
    {
        var ids = batch.RootOf(index) == 0 ? Wire.NoIds : batch.MoreIdsOf(index).IsEmpty ? Wire.OneId : Wire.SeveralIds;
        return batch.EventTimeOf(index) == TupleBatch.NoEventTime ? ids : (byte)(ids | Wire.HasTimes);
    }

    private static int RunEnd(TupleBatch batch, int start, byte ids)
    {
        if (batch.IsOfOneWay && !batch.IsTracked && !batch.HasEventTimes)
            return batch.Count;
        var (source, task, end) = (batch.SourceOf(start), batch.TaskOf(start), start + 1);
        while (end < batch.Count && ReferenceEquals(batch.SourceOf(end), source) && batch.TaskOf(end) == task && IdsOf(batch, end) == ids)
            end++;
        return end;
    }

    private static void WriteRunHeader(StreamSource source, int task, byte ids, EncodeBuffer target)
    {
        target.WriteByte(0); // the count of tuples, known later
        target.WriteByte(0);
        target.WriteByte(ids);
        var number = target.Sources.IndexOf(source) + 1;
        target.WriteVarint((uint)number);
        if (number == 0)
        {
            target.Sources.Add(source);
            target.WriteVarint((uint)source.Task);
            ValueEncoding.WriteText(source.Stream, target);
            target.WriteVarint((uint)source.Fields.Count);
        }
        target.WriteVarint((uint)task);
    }

    /// <summary>Writes tuples of one run, until its end, the message's, or a tuple that cannot be encoded: then it throws.</summary>
    private void WriteTuples(TupleBatch batch, ref int next, int end, byte ids, EncodeBuffer target, ref Message message)
    {
        while (next < end)
        {
            message.TupleStart = target.Length;
            target.BeginTuple(limits.MaxTupleBytes);
            var (root, time) = (message.Root, message.Time);
            if ((ids & ~Wire.HasTimes) != Wire.NoIds)
                root = WriteIds(batch, next, ids, target, root);
            if ((ids & Wire.HasTimes) != 0)
                target.WriteVarint(Wire.ZigZag((time = batch.EventTimeOf(next)) - message.Time));
            var values = batch.ValuesOf(next);
            for (var i = ValueEncoding.WriteSmall(values, target); i < values.Length; i++)
            {
                if (!ValueEncoding.TryWrite(in values[i], target))
                    WriteObject(batch.SourceOf(next), i, values[i], target);
            }
            target.EndTuple();
            if (target.Length > message.End)
            {
                message.IsFull = true;
                if (message.Tuples > 0)
                {
                    target.Truncate(message.TupleStart); // begins the next message
                    return;
                }
            }
            (message.Root, message.Time) = (root, time);
            message.Tuples++;
            next++;
            if (message.IsFull)
                return;
        }
    }

    private static long WriteIds(TupleBatch batch, int index, byte ids, EncodeBuffer target, long before)
    {
        var root = batch.RootOf(index);
        WriteId(root - before, batch.EdgeOf(index), target);
        if ((ids & ~Wire.HasTimes) == Wire.OneId)
            return root;
        var more = batch.MoreIdsOf(index);
        target.WriteVarint((uint)more.Length);
        foreach (var (next, edge) in more)
        {
            WriteId(next - root, edge, target);
            root = next;
        }
        return root;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteId(long difference, long edge, EncodeBuffer target)
    {
        ref var room = ref target.Room(Wire.MaxVarintBytes + sizeof(long));
        var bytes = Wire.WriteVarint(ref room, Wire.ZigZag(difference));
        ValueEncoding.WriteInt64(ref Unsafe.Add(ref room, bytes), edge);
        target.Take(bytes + sizeof(long));
    }

    private void WriteObject(StreamSource source, int position, Value value, EncodeBuffer target)
    {
        var content = value.Reference!; // a null would have been encoded
        target.WriteByte(Wire.Object);
        var start = target.Length;
        target.WriteInt32(0);
        try
        {
            serializer.Serialize(content, target);
        }
        catch (TupleTooLargeException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw new TopologyException(
                $"Field \"{source.Fields[position]}\" of a tuple of component \"{source.Component}\", stream \"{source.Stream}\" holds a {content.GetType()}, which cannot be sent to another worker: {e.Message}", e);
        }
        BinaryPrimitives.WriteInt32LittleEndian(target.WrittenFrom(start), target.Length - start - sizeof(int));
    }

    /// <summary>The message being written.</summary>
    private struct Message(int start, int maxBytes)
    {
        public readonly int Start = start;
        public readonly int End = start + maxBytes; // one beyond it is full
        public int Tuples;
        public int TupleStart;
        public long Time; // of the tuple before
        public long Root; // the last one written
        public bool IsFull;
    }
}
