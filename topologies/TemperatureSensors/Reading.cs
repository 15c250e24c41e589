using System.Text.Json;

namespace TemperatureSensors;

/// <summary>What a sensor said.</summary>
/// <param name="Sensor">Its name.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Celsius">How warm it was.</param>
public sealed record Reading(string Sensor, DateTime At, double Celsius)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a JSON object with "sensor", "at" and "celsius".</summary>
    /// <exception cref="JsonException">It is none: the run stops and says which operator could not read which line.</exception>
    public static Reading Parse(string line) =>
        JsonSerializer.Deserialize<Reading>(line, Options) is { Sensor.Length: > 0 } reading ? reading : throw new JsonException($"No reading with a sensor: {line}");
}
