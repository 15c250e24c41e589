using Topology.Runtime.Acking;

namespace Topology.Runtime.Messaging;

/// <summary>Writes and reads acks and answers for another worker, in the format that <see cref="Wire"/> describes. Any thread.</summary>
public static class AckCodec
{
    private const int LeastPairBytes = 1 + sizeof(long);
    private const int FailBytes = sizeof(long) + 1;

    /// <summary>Appends a batch.</summary>
    public static void Encode(AckBatch batch, EncodeBuffer target)
    {
        target.WriteByte(Wire.Version);
        target.WriteVarint((uint)batch.Count);
        var before = 0L;
        for (var i = 0; i < batch.Count; i++)
        {
            var (root, xor) = batch[i];
            target.WriteVarint(Wire.ZigZag(root - before));
            target.WriteInt64(xor);
            before = root;
        }
        target.WriteVarint((uint)batch.Fails.Count);
        foreach (var (root, reason) in batch.Fails)
        {
            target.WriteInt64(root);
            target.WriteByte((byte)reason);
        }
        Encode(batch.Holds, target);
        Encode(batch.Waits, target);
    }

    /// <summary>Reads a batch.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static AckBatch Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        if (reader.ReadByte() is var version && version != Wire.Version)
            throw new InvalidDataException($"acks of version {version}; this side knows {Wire.Version}");
        var pairs = reader.ReadCount(LeastPairBytes, "acks");
        var batch = new AckBatch(Math.Max(1, pairs));
        var root = 0L;
        for (; pairs > 0; pairs--)
        {
            root += Wire.UnZigZag(reader.ReadVarint());
            batch.Add(root, reader.ReadInt64());
        }
        for (var fails = reader.ReadCount(FailBytes, "fails"); fails > 0; fails--)
        {
            var failed = reader.ReadInt64();
            var reason = (FailReason)reader.ReadByte();
            if (reason > FailReason.Restarted)
                throw new InvalidDataException($"a tree failed for the unknown reason {(int)reason}");
            batch.Fail(failed, reason);
        }
        DecodeRoots(ref reader, "holds", batch, static (to, held) => to.Hold(held));
        DecodeRoots(ref reader, "waits", batch, static (to, waiting) => to.Wait(waiting));
        reader.End();
        return batch;
    }

    private static void DecodeRoots(ref WireReader reader, string what, AckBatch batch, Action<AckBatch, long> add)
    {
        var root = 0L;
        for (var left = reader.ReadCount(1, what); left > 0; left--)
            add(batch, root += Wire.UnZigZag(reader.ReadVarint()));
    }

    private static void Encode(IReadOnlyList<long> roots, EncodeBuffer target)
    {
        target.WriteVarint((uint)roots.Count);
        var before = 0L;
        foreach (var root in roots)
        {
            target.WriteVarint(Wire.ZigZag(root - before));
            before = root;
        }
    }
}
