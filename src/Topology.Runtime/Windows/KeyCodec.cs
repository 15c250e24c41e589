using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Runtime.Windows;

/// <summary>Writes and reads the keys of windows: the number of values, and each of them.</summary>
internal sealed class KeyCodec(IValueSerializer serializer)
{
    private const int MostFields = 4096; // far more than a stream has

    private readonly EntryCodec<Value> _codec = new(serializer);

    public EntryCodec<Value> Values => _codec;

    public void Write(Value key, EncodeBuffer target)
    {
        if (key.Reference is not WindowKey several)
        {
            target.WriteVarint(1);
            _codec.Write(key, target);
            return;
        }
        target.WriteVarint((uint)several.Count);
        foreach (var value in several)
            _codec.Write(value, target);
    }

    public Value Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var count = reader.ReadVarint(MostFields, "values of a window key");
        if (count == 1)
            return _codec.Read(ref reader, bytes);
        var values = new Value[count];
        for (var i = 0; i < count; i++)
            values[i] = _codec.Read(ref reader, bytes);
        return Value.From(new WindowKey(values));
    }
}
