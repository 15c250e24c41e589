using K4os.Compression.LZ4;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>LZ4 over the payload of one frame.</summary>
/// <remarks><code>compressed = length of the original:varint  LZ4 block</code></remarks>
internal static class FrameCompression
{
    private const int LeastBytes = 512; // smaller payloads gain less than a packet's header
    private const int MostRatio = 256; // an LZ4 block cannot expand further

    /// <summary>Appends the compressed payload, if that is smaller by an eighth at least: else it is not worth the reader's time.</summary>
    /// <returns>Whether it was appended.</returns>
    public static bool TryCompress(ReadOnlySpan<byte> payload, EncodeBuffer target)
    {
        if (payload.Length < LeastBytes)
            return false;
        target.WriteVarint((uint)payload.Length);
        var room = target.GetSpan(LZ4Codec.MaximumOutputSize(payload.Length));
        var length = LZ4Codec.Encode(payload, room);
        if (length <= 0 || length > payload.Length - payload.Length / 8)
            return false;
        target.Advance(length);
        return true;
    }

    /// <summary>The original payload.</summary>
    /// <param name="compressed">What came.</param>
    /// <param name="maxBytes">More than that is refused.</param>
    /// <exception cref="InvalidDataException">It is none, or too large.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed, int maxBytes)
    {
        var reader = new WireReader(compressed);
        var length = reader.ReadVarint(maxBytes, "bytes before compression");
        var block = reader.ReadBytes(reader.Remaining);
        if (length > (long)block.Length * MostRatio)
            throw new InvalidDataException($"{length} bytes that were compressed to {block.Length}");
        var bytes = new byte[length];
        if (LZ4Codec.Decode(block, bytes) != length)
            throw new InvalidDataException("a frame that was not compressed by LZ4");
        return bytes;
    }
}
