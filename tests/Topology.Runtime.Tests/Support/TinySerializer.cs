using System.Buffers;
using System.Text.Json;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Support;

/// <summary>Writes a few types as JSON behind a number of the type.</summary>
internal sealed class TinySerializer : IValueSerializer
{
    public static readonly TinySerializer Instance = new();

    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };
    private static readonly Type[] Types = [typeof(Tally), typeof(List<string>), typeof((string, int)), typeof(Guid), typeof(DayOfWeek), typeof(decimal)];

    public void Serialize(object value, IBufferWriter<byte> target)
    {
        var type = Array.IndexOf(Types, value.GetType());
        if (type < 0)
            throw new NotSupportedException("not one of mine");
        target.Write([(byte)type]);
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, value, Types[type], Options);
    }

    public object Deserialize(ReadOnlyMemory<byte> source) =>
        JsonSerializer.Deserialize(source.Span[1..], Types[source.Span[0]], Options) ?? throw new InvalidDataException("nothing");
}

/// <summary>A value that can be changed.</summary>
internal sealed class Tally
{
    public int Count { get; set; }
}
