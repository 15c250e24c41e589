using System.Runtime.CompilerServices;
using Topology.Clustering;

namespace Topology.Cli.Logs;

/// <summary>The log of one worker, read over the cluster: first its last lines, then what is added. One caller.</summary>
internal sealed class WorkerLog(TopologyClient client, string topologyId, int worker, string? component)
{
    /// <summary>As much as is given at a time.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>No further back than this for lines that name a component: 256 pieces over the network.</summary>
    private const long MostBytesBack = 16L * 1024 * 1024;

    private ComponentFilter filter = new(component);
    private LineSplitter splitter = new();
    private long offset;

    public int Worker => worker;

    /// <summary>The last lines that fit. Looks further back, four times as far each time, until there are enough.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(int lines, CancellationToken token)
    {
        for (long back = PieceBytes; ; back *= 4)
        {
            var (found, isWhole) = await LastAsync(back, token).ConfigureAwait(false);
            if (found.Count >= lines || isWhole || back >= MostBytesBack)
                return found.TakeLast(lines).ToList();
        }
    }

    /// <summary>Whole lines that were added since the last call, piece by piece as they come: if one cannot be read, those before it have been given.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> AddedAsync([EnumeratorCancellation] CancellationToken token)
    {
        while (true)
        {
            var piece = await client.ReadLogAsync(topologyId, worker, offset, PieceBytes, token).ConfigureAwait(false);
            if (piece.Length < offset)
            {
                // A new file has taken the place of the old one.
                (offset, splitter) = (0, new LineSplitter());
                continue;
            }

            if (piece.Bytes.IsEmpty)
                yield break;
            var lines = new List<string>();
            Take(piece, lines);
            yield return lines;
        }
    }

    /// <summary>The last line, if nothing ended it.</summary>
    public IReadOnlyList<string> Rest() => splitter.TakeRest() is { } line && filter.Keeps(line) ? [line] : [];

    private async Task<(List<string> Lines, bool IsWhole)> LastAsync(long back, CancellationToken token)
    {
        (filter, splitter) = (new ComponentFilter(component), new LineSplitter());
        var first = await client.ReadLogAsync(topologyId, worker, -back, PieceBytes, token).ConfigureAwait(false);
        var (start, end, lines) = (first.Offset, first.Length, new List<string>());
        offset = start;
        if (start > 0)
            first = WithoutFirstLine(first);

        for (var piece = first; ; piece = await client.ReadLogAsync(topologyId, worker, offset, PieceBytes, token).ConfigureAwait(false))
        {
            if (piece.Bytes.IsEmpty)
                return (lines, start == 0);
            Take(piece, lines);
            if (offset >= end)
                return (lines, start == 0); // what has been written since is for the next call
        }
    }

    // It began in the middle of a line.
    private static LogExcerpt WithoutFirstLine(LogExcerpt piece)
    {
        var skipped = piece.Bytes.Span.IndexOf((byte)'\n') + 1;
        return piece with { Offset = piece.Offset + skipped, Bytes = piece.Bytes[skipped..] };
    }

    private void Take(LogExcerpt piece, List<string> lines)
    {
        offset = piece.Offset + piece.Bytes.Length;
        lines.AddRange(splitter.Add(piece.Bytes.Span).Where(filter.Keeps));
    }
}
