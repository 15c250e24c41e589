using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topology.Cli.Display;

/// <summary>JSON for programs, as docs/commands.md describes it: names in camelCase, enumerations as camelCase names, durations in milliseconds, moments in ISO 8601.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new Milliseconds() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it is not put into HTML
        WriteIndented = true,
    };

    private static readonly JsonSerializerOptions OneLine = new(Indented) { WriteIndented = false };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Indented);

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    private sealed class Milliseconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromMilliseconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerMillisecond);
    }
}
