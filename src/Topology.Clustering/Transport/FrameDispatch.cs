using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>Decodes messages and calls the receiver. One thread.</summary>
internal sealed class FrameDispatch(BatchDecoder decoder, IDataReceiver receiver, CodecLimits limits)
{
    /// <summary>Delivers a message.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public void Deliver(byte kind, ReadOnlyMemory<byte> payload)
    {
        if ((kind & OutgoingQueue.CompressedFlag) != 0)
        {
            payload = FrameCompression.Decompress(payload.Span, limits.MaxMessageBytes + FrameReader.SlackBytes);
            kind = (byte)(kind & ~OutgoingQueue.CompressedFlag);
        }
        var reader = new WireReader(payload.Span);
        switch ((FrameKind)kind)
        {
            case FrameKind.Ping:
                break;
            case FrameKind.Tuples:
                DeliverTuples(ReadId(ref reader), ReadId(ref reader), payload[reader.Position..]);
                return;
            case FrameKind.Credit:
                var (sender, credited) = (ReadId(ref reader), ReadId(ref reader));
                receiver.Credit(sender, credited, ReadId(ref reader), ReadId(ref reader));
                break;
            case FrameKind.Acks:
                receiver.Acks(ReadId(ref reader), AckCodec.Decode(payload.Span[reader.Position..]));
                return;
            case FrameKind.Answers:
                receiver.Answers(ReadId(ref reader), AckCodec.Decode(payload.Span[reader.Position..]));
                return;
            case FrameKind.ResetTimeout:
                receiver.ResetTimeout(ReadId(ref reader), reader.ReadInt64());
                break;
            default:
                throw new InvalidDataException($"a frame of the unknown kind {kind}");
        }
        reader.End();
    }

    /// <summary>Nothing more to deliver for now.</summary>
    /// <param name="reader">The calling thread, if it may execute what was delivered.</param>
    /// <returns>False: another thread reads now.</returns>
    public bool Pause(GuestThread? reader) => receiver.Pause(reader);

    private void DeliverTuples(int sender, int target, ReadOnlyMemory<byte> message)
    {
        if (decoder.Decode(((long)sender << 32) | (uint)target, message, out var batch, out var rejected))
            receiver.Tuples(sender, target, batch, rejected);
    }

    private static int ReadId(ref WireReader reader) => reader.ReadVarint(int.MaxValue, "as a number");
}
