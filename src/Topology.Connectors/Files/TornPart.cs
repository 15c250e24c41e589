namespace Topology.Connectors.Files;

/// <summary>Mends a part whose writer died.</summary>
internal static class TornPart
{
    private const int Step = 1 << 16;

    /// <summary>Cuts what comes after the last newline, and writes the rest to disk.</summary>
    /// <returns>Whether anything is left.</returns>
    public static bool CutLastLine(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var end = RandomAccess.GetLength(file);
        var buffer = new byte[Step];
        while (end > 0)
        {
            var from = Math.Max(0, end - Step);
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)(end - from)), from);
            var newline = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
            end = newline >= 0 ? from + newline + 1 : from;
            if (newline >= 0)
                break;
        }
        RandomAccess.SetLength(file, end);
        RandomAccess.FlushToDisk(file);
        return end > 0;
    }
}
