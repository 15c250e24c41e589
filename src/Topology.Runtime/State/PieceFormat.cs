using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>The bytes of a piece. Values and numbers are written as on the wire.</summary>
/// <remarks>
/// <code>
/// piece    = format:1  (changes | items)
/// changes  = removed:varint  key*  entries:varint  (key value)*     of values by key; a full piece has removed nothing
/// items    = items:varint  value*                                   of a list, or of the one value or none
/// key, value = tag:1  [content]
/// </code>
/// Each value bears its kind: what an older version of the component wrote can be read without knowing its types.
/// </remarks>
internal static class PieceFormat
{
    private const byte Version = 1;
    private const int MostBytes = 2_000_000_000; // an array has few more; the buffer's short cuts need some space

    public static void Begin(EncodeBuffer target) => target.WriteByte(Version);

    /// <summary>After each entry: refuses what no array will hold.</summary>
    public static void CheckSize(EncodeBuffer target) => CheckSize(target.Length);

    /// <summary>Refuses what no array will hold.</summary>
    public static void CheckSize(long bytes)
    {
        if (bytes > MostBytes)
            throw new InvalidOperationException($"it takes more than {MostBytes:N0} bytes. Give the component more tasks, so that each keeps less.");
    }

    public static void Begin(ref WireReader reader)
    {
        if (reader.ReadByte() is var version && version != Version)
            throw new InvalidDataException($"a piece in format {version}; this program knows {Version}");
    }

    /// <summary>Writes items, all of which are one value each.</summary>
    public static void WriteItems<T>(ReadOnlySpan<T> items, EntryCodec<T> codec, EncodeBuffer target)
    {
        target.WriteVarint((uint)items.Length);
        foreach (var item in items)
        {
            codec.Write(item, target);
            CheckSize(target);
        }
    }
}
