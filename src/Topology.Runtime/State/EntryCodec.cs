using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Writes and reads keys and values of one type; what <see cref="Value"/> holds unboxed is not boxed here either. Any thread.</summary>
/// <param name="serializer">For everything else.</param>
internal sealed class EntryCodec<T>(IValueSerializer serializer)
{
    public void Write(T entry, EncodeBuffer target)
    {
        var value = ToValue(entry);
        if (!ValueEncoding.TryWrite(in value, target))
            WriteObject(value.Reference!, target); // a null would have been written
    }

    /// <exception cref="InvalidDataException">The bytes are malformed, or hold another type.</exception>
    public T Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var tag = reader.ReadByte();
        var value = tag == Wire.Object ? ReadObject(ref reader, bytes) : ValueDecoding.Read(tag, ref reader);
        return FromValue(in value);
    }

    /// <summary>Whatever was written.</summary>
    public object? ReadAny(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var tag = reader.ReadByte();
        return (tag == Wire.Object ? ReadObject(ref reader, bytes) : ValueDecoding.Read(tag, ref reader)).ToObject();
    }

    /// <summary>As a grouping would see it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value ToValue(T entry)
    {
        // The compiler knows T for value types: one branch is left, and no box.
        if (typeof(T) == typeof(long))
            return (long)(object)entry!;
        if (typeof(T) == typeof(int))
            return (int)(object)entry!;
        if (typeof(T) == typeof(double))
            return (double)(object)entry!;
        if (typeof(T) == typeof(bool))
            return (bool)(object)entry!;
        if (typeof(T) == typeof(DateTime))
            return (DateTime)(object)entry!;
        return entry is string text ? text : Value.From(entry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromValue(in Value value)
    {
        if (typeof(T) == typeof(bool) && value.Reference is Value.Tag { Kind: Value.Kind.Boolean })
            return (T)(object)(value.Bits != 0);
        if (typeof(T) == typeof(DateTime) && value.Reference is Value.Tag { Kind: Value.Kind.DateTime })
            return (T)(object)DateTime.FromBinary(value.Bits);
        if (!typeof(T).IsValueType && value.Reference is T typed && value.Reference is not Value.Tag)
            return typed;
        try
        {
            return value.As<T>();
        }
        catch (InvalidCastException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private void WriteObject(object content, EncodeBuffer target)
    {
        target.WriteByte(Wire.Object);
        var start = target.Length;
        target.WriteInt32(0); // its length, known later
        try
        {
            serializer.Serialize(content, target);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"it holds a {content.GetType()}: {e.Message}", e);
        }
        BinaryPrimitives.WriteInt32LittleEndian(target.WrittenFrom(start), target.Length - start - sizeof(int));
    }

    private Value ReadObject(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var length = reader.ReadInt32();
        var start = reader.Position;
        reader.ReadBytes(length);
        return Value.From(serializer.Deserialize(bytes.Slice(start, length)));
    }
}
