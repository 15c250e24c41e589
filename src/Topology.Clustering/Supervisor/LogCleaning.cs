namespace Topology.Clustering.Supervisor;

/// <summary>A log in the folder of workers' logs.</summary>
/// <param name="Name">WORKER.log, or WORKER.log.N when it was put aside.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">The last time something was written to it.</param>
internal sealed record LogFile(string Name, long Bytes, DateTimeOffset WrittenAt);

/// <summary>Which logs are deleted. Pure.</summary>
/// <param name="Age">How long the logs of a worker that has ended are kept after its last line.</param>
/// <param name="Bytes">How large the logs of all workers that have ended may be together; the oldest go first.</param>
internal sealed record LogCleaning(TimeSpan Age, long Bytes)
{
    private const string Ending = ".log";

    /// <param name="files">All in the folder. What is no log of a worker is left alone.</param>
    /// <param name="running">Workers that this node has, whatever they are at: their logs stay.</param>
    /// <param name="now">The time.</param>
    /// <returns>The names of those to be deleted.</returns>
    public IReadOnlyList<string> Choose(IEnumerable<LogFile> files, IEnumerable<WorkerKey> running, DateTimeOffset now)
    {
        var inUse = running.Select(key => key.FileName).ToHashSet(StringComparer.Ordinal);
        var ended = files.Where(file => WorkerOf(file.Name) is { } worker && !inUse.Contains(worker)).OrderByDescending(file => file.WrittenAt).ThenBy(file => file.Name, StringComparer.Ordinal);
        var (chosen, kept) = (new List<string>(), 0L);
        foreach (var file in ended)
        {
            if (now - file.WrittenAt > Age || kept + file.Bytes > Bytes)
                chosen.Add(file.Name);
            else
                kept += file.Bytes;
        }

        return chosen;
    }

    /// <summary>Null: it is none.</summary>
    private static string? WorkerOf(string name)
    {
        var end = name.LastIndexOf(Ending, StringComparison.Ordinal);
        if (end <= 0)
            return null;
        var number = name[(end + Ending.Length)..];
        return number.Length == 0 || (number[0] == '.' && number.Length > 1 && number[1..].All(char.IsAsciiDigit)) ? name[..end] : null;
    }
}
