using System.Buffers;
using System.Buffers.Binary;
using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.PerfGate.Baselines;

/// <summary>A full batch of the chain's tuples as a data link sends it, untracked: the encoder's bytes behind a frame's header.</summary>
internal static class EncodedBatch
{
    public const int Tuples = TupleBatch.MaxTuples;

    private const int HeaderBytes = 7; // length:4 kind:1 sender:1 receiver:1
    private const byte TuplesKind = 1;

    /// <summary>The same in every process.</summary>
    public static byte[] Frame { get; } = Make();

    private static byte[] Make()
    {
        var source = new StreamSource("source", "default", 1, new Fields("text", "number"));
        var batch = new TupleBatch(source, task: 2, Tuples);
        for (var number = 0L; !batch.IsFull; number++)
            batch.Add(source, 2, [ChainWork.Text, number]);
        using var buffer = new EncodeBuffer();
        var next = 0;
        List<UnsentTuple>? unsent = null;
        if (!new BatchEncoder(new NoSerializer(), new CodecLimits()).Encode(batch, ref next, buffer, ref unsent) || next != Tuples)
            throw new InvalidOperationException("The batch does not fit into one frame.");
        var frame = new byte[HeaderBytes + buffer.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - HeaderBytes + 2);
        (frame[4], frame[5], frame[6]) = (TuplesKind, 1, 2);
        buffer.Written.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>Never asked: there are no objects in the batch.</summary>
    private sealed class NoSerializer : IValueSerializer
    {
        public void Serialize(object value, IBufferWriter<byte> target) => throw new NotSupportedException(value.GetType().FullName);

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException();
    }
}
