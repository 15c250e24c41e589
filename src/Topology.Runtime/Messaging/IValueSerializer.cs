using System.Buffers;

namespace Topology.Runtime.Messaging;

/// <summary>Turns values into bytes that <see cref="BatchEncoder"/> does not know itself: everything but null, bool, int, long, double,
/// DateTime, string and byte[].</summary>
/// <remarks>Thread safety: any thread calls, several at a time. An exception spoils only the tuple in hand: it is reported with
/// component, stream, field and type in front, so its message need only say why.</remarks>
public interface IValueSerializer
{
    /// <summary>Appends the value's bytes. Throws what it likes if the value is not to be serialized; what was appended is taken back then.</summary>
    /// <param name="value">Not null.</param>
    /// <param name="target">Throws <see cref="TupleTooLargeException"/> when the tuple gets too large; to be let through.</param>
    void Serialize(object value, IBufferWriter<byte> target);

    /// <summary>The value from exactly the bytes that <see cref="Serialize"/> appended elsewhere.</summary>
    /// <param name="source">Valid during the call only; nothing may be believed that it says.</param>
    object Deserialize(ReadOnlyMemory<byte> source);
}
