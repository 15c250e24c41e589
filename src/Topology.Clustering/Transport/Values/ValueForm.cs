using System.Buffers.Binary;
using Hyperion;

namespace Topology.Clustering.Transport.Values;

/// <summary>How values of one type are written and read, where Hyperion's own way is not exact or believes the bytes too much.</summary>
internal abstract class ValueForm
{
    private const byte NullManifest = 0; // Hyperion's

    public abstract void Write(Stream stream, object value, SerializerSession session);

    public abstract object Read(Stream stream, DeserializerSession session);

    protected static void WriteInt64(Stream stream, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    protected static long ReadInt64(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>A count of things that take so many bytes each at least.</summary>
    protected static int ReadCount(Stream stream, int bytesEach) =>
        ReadInt64(stream) is var count && count >= 0 && count <= ((BlobReader)stream).Remaining / bytesEach
            ? (int)count
            : throw new InvalidDataException($"{count} elements do not fit into the value");

    /// <summary>A value of any type, with the name of its type.</summary>
    protected static void WriteAny(Stream stream, object? value, SerializerSession session)
    {
        if (value is null)
        {
            stream.WriteByte(NullManifest);
            return;
        }
        var serializer = session.Serializer.GetSerializerByType(value.GetType());
        serializer.WriteManifest(stream, session);
        serializer.WriteValue(stream, value, session);
    }

    protected static object? ReadAny(Stream stream, DeserializerSession session) =>
        session.Serializer.GetDeserializerByManifest(stream, session).ReadValue(stream, session);
}
