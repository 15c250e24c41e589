using System.Buffers;

namespace Topology.Clustering.Packages;

/// <summary>Which names may lie in a package: those that mean the same file below the package's folder on every system.</summary>
internal static class PackagePath
{
    /// <summary>Characters of a whole name; the longest paths of some systems are not much longer.</summary>
    private const int LongestName = 1024;

    /// <summary>What one segment may have on common file systems.</summary>
    private const int LongestSegment = 255;

    // A backslash separates on Windows, a colon names a drive or a stream there; the others cannot be in names there.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");

    /// <summary>What is wrong with a name whose segments are separated by '/'.</summary>
    /// <returns>Null if nothing is.</returns>
    public static string? Mistake(string name)
    {
        if (name.Length == 0)
            return "it is empty";
        if (name.Length > LongestName)
            return $"it has {name.Length} characters, {LongestName} are allowed";
        if (name.AsSpan().IndexOfAny(Forbidden) is var index and >= 0)
            return $"it contains '{name[index]}'";
        if (name.Any(char.IsControl))
            return "it contains a control character";
        return name[0] == '/' ? "it is an absolute path" : name.Split('/').Select(SegmentMistake).FirstOrDefault(mistake => mistake is not null);
    }

    /// <summary>The full path of a file of a package.</summary>
    /// <param name="folder">Where the package was unpacked.</param>
    /// <param name="name">As it was given; not trusted.</param>
    /// <exception cref="PackageException">The name is none that can lie in a package.</exception>
    public static string Within(string folder, string name) => Mistake(name) is { } mistake
        ? throw new PackageException(PackageFault.Invalid, $"'{Shown(name)}' names no file of a package: {mistake}.")
        : Path.GetFullPath(Path.Combine(folder, name));

    /// <summary>A name for a message: whoever made it may have wanted to write on the reader's terminal.</summary>
    public static string Shown(string name)
    {
        var shown = name.Length > 200 ? string.Concat(name.AsSpan(0, 200), "…") : name;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }

    private static string? SegmentMistake(string segment) => segment switch
    {
        "" => "a part of it is empty",
        "." or ".." => $"it contains '{segment}'",
        _ when segment.Length > LongestSegment => $"a part of it has {segment.Length} characters, {LongestSegment} are allowed",
        _ when segment[^1] is '.' or ' ' => "a part of it ends with a dot or a blank, which some systems drop",
        _ => null,
    };
}
