using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Topology.Connectors.Sockets;

/// <summary>One file of the log. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Of its first record in the log.</param>
/// <param name="Lines">In the log before it.</param>
internal sealed record LogSegment(string Path, long Offset, long Lines)
{
    private const int ScanBuffer = 1 << 20;

    public static string PathOf(string folder, long offset) =>
        System.IO.Path.Combine(folder, offset.ToString("D19", CultureInfo.InvariantCulture) + ".log");

    /// <summary>The folder's segments in order. A last one without a whole header never held a line, and is deleted.</summary>
    /// <exception cref="InvalidDataException">A segment is missing or damaged.</exception>
    public static List<LogSegment> Find(string folder)
    {
        var segments = new List<LogSegment>();
        var paths = Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal).ToArray();
        foreach (var path in paths)
        {
            if (TryOpen(path) is { } segment)
                segments.Add(segment);
            else if (path == paths[^1] && new FileInfo(path).Length <= LogRecord.HeaderBytes)
                File.Delete(path);
            else
                throw new InvalidDataException($"segment \"{path}\" has no valid header");
        }
        for (var i = 1; i < segments.Count; i++)
        {
            var end = segments[i - 1].Offset + new FileInfo(segments[i - 1].Path).Length - LogRecord.HeaderBytes;
            if (end != segments[i].Offset)
                throw new InvalidDataException($"segment \"{segments[i - 1].Path}\" ends at offset {end}, and the next begins at {segments[i].Offset}");
        }
        return segments;
    }

    /// <summary>Reads on to the first record that is torn.</summary>
    /// <returns>The offset in the log where it begins, and the lines before.</returns>
    public (long End, long Lines) Scan(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var at = (long)LogRecord.HeaderBytes;
        var lines = Lines;
        var buffer = new byte[ScanBuffer];
        var (from, filled) = (at, 0);
        while (true)
        {
            var used = (int)(at - from);
            var need = LogRecord.PrefixBytes;
            if (filled - used >= need)
            {
                var size = LogRecord.Length(buffer.AsSpan(used));
                if (size < 0 || size > length - at - LogRecord.PrefixBytes)
                    break;
                need += size;
                if (filled - used >= need)
                {
                    if (!LogRecord.IsIntact(buffer.AsSpan(used, LogRecord.PrefixBytes), buffer.AsSpan(used + LogRecord.PrefixBytes, size)))
                        break;
                    at += need;
                    lines++;
                    continue;
                }
            }
            if (length - at < need)
                break;
            if (need > buffer.Length)
                buffer = new byte[need];
            (from, filled) = (at, RandomAccess.Read(file, buffer, at));
            if (filled < need)
                break;
        }
        return (Offset + at - LogRecord.HeaderBytes, lines);
    }

    private static LogSegment? TryOpen(string path)
    {
        using var file = File.OpenHandle(path);
        var header = new byte[LogRecord.HeaderBytes];
        return RandomAccess.Read(file, header, 0) == header.Length && LogRecord.TryReadHeader(header, out var offset, out var lines)
            ? new LogSegment(path, offset, lines)
            : null;
    }
}
