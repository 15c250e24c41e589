using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ingest;

/// <summary>The form of a line: an id, one space, a payload; UTF-8; with or without a carriage return at the end.</summary>
internal static class LineText
{
    /// <summary>Bytes; ids are sent back and kept while in flight.</summary>
    public const int LongestId = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="line">Without its line feed.</param>
    /// <param name="id">Null if the line is malformed.</param>
    /// <param name="payload">Likewise.</param>
    /// <param name="mistake">What is wrong; null if nothing is.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> line, [NotNullWhen(true)] out string? id, [NotNullWhen(true)] out string? payload, [NotNullWhen(false)] out string? mistake)
    {
        id = payload = null;
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        var space = line.IndexOf((byte)' ');
        mistake = space switch
        {
            <= 0 => "expected: id payload",
            > LongestId => $"the id is longer than {LongestId} bytes",
            _ when space == line.Length - 1 => "expected: id payload",
            _ => null,
        };
        if (mistake is not null)
            return false;

        try
        {
            id = Strict.GetString(line[..space]);
            payload = Strict.GetString(line[(space + 1)..]);
            return true;
        }
        catch (ArgumentException) // of which DecoderFallbackException is one
        {
            mistake = "the line is not UTF-8";
            return false;
        }
    }
}
