using System.Buffers;

namespace Topology.Clustering.Packages;

/// <summary>The name of a package: SHA-256 of its archive in lower-case hex. Becomes a folder's name, so nothing else may pass for one.</summary>
internal static class PackageHash
{
    private const int Length = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="PackageException">It is none.</exception>
    public static void Check(string package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (!IsOne(package))
            throw new PackageException(PackageFault.Invalid, $"'{PackagePath.Shown(package)}' names no package: expected a SHA-256 hash as {Length} digits 0-9 and a-f.");
    }

    public static bool IsOne(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>So much of it that people can tell packages apart.</summary>
    public static string Short(string package) => package[..12];
}
