using System.Text;

namespace Topology.Cli.Logs;

/// <summary>Makes lines of pieces of UTF-8 text that may end anywhere, also within a character. One owner.</summary>
internal sealed class LineSplitter
{
    private readonly List<byte> open = [];

    public IReadOnlyList<string> Add(ReadOnlySpan<byte> piece)
    {
        var lines = new List<string>();
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            open.AddRange(piece[..end]);
            lines.Add(Take());
            piece = piece[(end + 1)..];
        }

        open.AddRange(piece);
        return lines;
    }

    /// <summary>What was written of the last line; null: nothing.</summary>
    public string? TakeRest() => open.Count == 0 ? null : Take();

    private string Take()
    {
        var line = Encoding.UTF8.GetString([.. open]).TrimEnd('\r');
        open.Clear();
        return line;
    }
}
