using System.Buffers;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Stands in where nobody gave a serializer: plain values need none.</summary>
internal sealed class NoSerializer : IValueSerializer
{
    public void Serialize(object value, IBufferWriter<byte> target) => throw Missing(value.GetType().ToString());

    public object Deserialize(ReadOnlyMemory<byte> source) => throw Missing("a value");

    private static NotSupportedException Missing(string what) =>
        new($"{what} cannot be saved: this engine has no serializer for other values than strings, numbers, truth values, dates and bytes.");
}
