using System.Buffers;
using System.Text.Json;
using Topology.Runtime.Messaging;

namespace Topology.Streams.Tests.Support;

/// <summary>Writes any plain object, for simulations.</summary>
internal sealed class PlainJson : IValueSerializer
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public void Serialize(object value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, new Typed(value.GetType().AssemblyQualifiedName!, JsonSerializer.SerializeToElement(value, value.GetType(), Options)));
    }

    public object Deserialize(ReadOnlyMemory<byte> source)
    {
        var typed = JsonSerializer.Deserialize<Typed>(source.Span)!;
        return typed.Content.Deserialize(Type.GetType(typed.Type, throwOnError: true)!, Options)!;
    }

    private sealed record Typed(string Type, JsonElement Content);
}
