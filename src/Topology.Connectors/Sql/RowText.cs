using System.Globalization;
using System.Text.Json;

namespace Topology.Connectors.Sql;

/// <summary>Rows as text that any database can keep: a JSON array of strings, each a letter for the type and the value.</summary>
internal static class RowText
{
    /// <exception cref="NotSupportedException">A value has another type than databases know.</exception>
    public static string Encode(object?[] row) => JsonSerializer.Serialize(Array.ConvertAll(row, EncodeValue));

    public static object?[] Decode(string text) => Array.ConvertAll(JsonSerializer.Deserialize<string?[]>(text) ?? [], DecodeValue);

    private static string? EncodeValue(object? value) => value switch
    {
        null => null,
        string text => "s" + text,
        bool truth => truth ? "t" : "f",
        int number => "i" + number.ToString(CultureInfo.InvariantCulture),
        long number => "l" + number.ToString(CultureInfo.InvariantCulture),
        double number => "d" + number.ToString("R", CultureInfo.InvariantCulture),
        decimal number => "m" + number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => "b" + Convert.ToBase64String(bytes),
        Guid id => "g" + id.ToString("D"),
        DateTime date => "D" + date.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset date => "O" + date.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => "Y" + date.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan time => "T" + time.Ticks.ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(
            $"a value of type {value.GetType()} cannot be a parameter; make it a string, number, truth value, date, time span, Guid or bytes in the bolt before"),
    };

    private static object? DecodeValue(string? text)
    {
        if (text is null)
            return null;
        var value = text[1..];
        return text[0] switch
        {
            's' => value,
            't' => true,
            'f' => false,
            'i' => int.Parse(value, CultureInfo.InvariantCulture),
            'l' => long.Parse(value, CultureInfo.InvariantCulture),
            'd' => double.Parse(value, CultureInfo.InvariantCulture),
            'm' => decimal.Parse(value, CultureInfo.InvariantCulture),
            'b' => Convert.FromBase64String(value),
            'g' => Guid.Parse(value, CultureInfo.InvariantCulture),
            'D' => DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            'O' => DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            'Y' => DateOnly.Parse(value, CultureInfo.InvariantCulture),
            'T' => new TimeSpan(long.Parse(value, CultureInfo.InvariantCulture)),
            _ => throw new InvalidDataException($"a staged value has the unknown type '{text[0]}'"),
        };
    }
}
