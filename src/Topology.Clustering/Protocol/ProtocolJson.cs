using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topology.Clustering.Protocol;

/// <summary>How messages are written as JSON.</summary>
internal static class ProtocolJson
{
    /// <summary>Our deepest message, a reply with topologies with components, has six levels.</summary>
    private const int MaxDepth = 32;

    /// <summary>
    /// Members that are absent or null where the type does not allow it are refused, so that no receiver need check. Members that the type does not have are skipped: a newer node may add some.
    /// Computed properties are not written.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        MaxDepth = MaxDepth,
        IgnoreReadOnlyProperties = true,
        IncludeFields = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(null, allowIntegerValues: false), new BlobConverter() },
    };

    /// <summary>Byte arrays as [offset, length] of the part behind the text.</summary>
    private sealed class BlobConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("bytes are written as [offset, length].");
            var offset = Next(ref reader);
            var length = Next(ref reader);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw new JsonException("bytes are written as [offset, length].");
            return BlobReader.Take(offset, length);
        }

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
        {
            var offset = BlobWriter.Add(value);
            writer.WriteStartArray();
            writer.WriteNumberValue(offset);
            writer.WriteNumberValue(value.Length);
            writer.WriteEndArray();
        }

        private static int Next(ref Utf8JsonReader reader) =>
            reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)
                ? number
                : throw new JsonException("bytes are written as [offset, length].");
    }
}
