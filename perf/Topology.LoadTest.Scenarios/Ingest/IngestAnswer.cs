using System.Buffers.Text;
using System.Text;

namespace Topology.LoadTest.Scenarios.Ingest;

/// <summary>A line that the ingest spout sent.</summary>
/// <param name="Id">Of the request; null: the answer is to none in particular.</param>
/// <param name="Failure">Null: it is acked.</param>
internal readonly record struct IngestAnswer(long? Id, string? Failure)
{
    private const string Unknown = "unknown answer";

    /// <param name="line">Without its line feed.</param>
    public static IngestAnswer Parse(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("ok "u8) && TryReadId(line[3..], out var id, out var length) && length == line.Length - 3)
            return new IngestAnswer(id, null);
        if (line.StartsWith("failed "u8) && TryReadId(line[7..], out id, out length))
            return new IngestAnswer(id, Encoding.UTF8.GetString(line[(7 + length)..]).Trim() is { Length: > 0 } reason ? reason : "failed");
        return new IngestAnswer(null, line.StartsWith("error "u8) ? Encoding.UTF8.GetString(line) : Unknown);
    }

    private static bool TryReadId(ReadOnlySpan<byte> text, out long id, out int length) =>
        Utf8Parser.TryParse(text, out id, out length) && (length == text.Length || text[length] == ' ');
}
