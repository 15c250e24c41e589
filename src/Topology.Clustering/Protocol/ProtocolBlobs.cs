using System.Text.Json;

namespace Topology.Clustering.Protocol;

/// <summary>Collects the byte arrays of the message that the current thread writes: the JSON writer has no way to hand a converter anything. One thread.</summary>
internal sealed class BlobWriter : IDisposable
{
    [ThreadStatic]
    private static BlobWriter? _current;

    private readonly List<byte[]> _blobs = [];

    /// <summary>Bytes collected; a long, so that no sum of arrays wraps.</summary>
    public long Length { get; private set; }

    public static BlobWriter Begin() => _current = new BlobWriter();

    /// <returns>Where it will begin.</returns>
    public static long Add(byte[] blob)
    {
        var writer = _current ?? throw new JsonException("byte arrays can be written by the protocol's serializer only.");
        var offset = writer.Length;
        writer._blobs.Add(blob);
        writer.Length += blob.Length;
        return offset;
    }

    public void CopyTo(Span<byte> target)
    {
        foreach (var blob in _blobs)
        {
            blob.CopyTo(target);
            target = target[blob.Length..];
        }
    }

    public void Dispose() => _current = null;
}

/// <summary>Gives out the byte arrays of the message that the current thread reads. One thread.</summary>
internal sealed class BlobReader : IDisposable
{
    [ThreadStatic]
    private static BlobReader? _current;

    private readonly ReadOnlyMemory<byte> _blobs;
    private int _taken;

    private BlobReader(ReadOnlyMemory<byte> blobs) => _blobs = blobs;

    public static BlobReader Begin(ReadOnlyMemory<byte> blobs) => _current = new BlobReader(blobs);

    /// <summary>A copy. What is given out in all is never more than what arrived: a short message must not make many large arrays.</summary>
    public static byte[] Take(int offset, int length)
    {
        var reader = _current ?? throw new JsonException("byte arrays can be read by the protocol's serializer only.");
        if (offset < 0 || length < 0 || offset > reader._blobs.Length - length || length > reader._blobs.Length - reader._taken)
            throw new JsonException($"{length} bytes at {offset} are not there: {reader._blobs.Length} are, {reader._taken} of them taken.");
        reader._taken += length;
        return reader._blobs.Slice(offset, length).ToArray();
    }

    public void Dispose() => _current = null;
}
