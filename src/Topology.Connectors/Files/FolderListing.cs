using System.IO.Enumeration;
using System.Text;

namespace Topology.Connectors.Files;

/// <summary>Finds the files of a folder that are one task's.</summary>
internal static class FolderListing
{
    /// <summary>The paths of the task's files, in ordinal order.</summary>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    public static string[] Of(string folder, string pattern, int taskIndex, int taskCount) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false))
            .Where(path => Hash(Path.GetFileName(path)) % (uint)taskCount == (uint)taskIndex)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>FNV-1a: the same in every process, for ever.</summary>
    private static uint Hash(string name)
    {
        var hash = 2166136261u;
        foreach (var item in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ item) * 16777619u;
        return hash ^ hash >> 16;
    }
}
