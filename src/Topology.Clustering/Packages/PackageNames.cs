namespace Topology.Clustering.Packages;

/// <summary>The names of one package: notices two that would be one file somewhere. One thread.</summary>
internal sealed class PackageNames
{
    // By name without regard to case, how it was first spelled.
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a file, or a folder if it ends with '/'.</summary>
    /// <returns>What is wrong with the name, null if nothing is.</returns>
    public string? Add(string name)
    {
        var path = name.EndsWith('/') ? name[..^1] : name;
        if (PackagePath.Mistake(path) is { } mistake)
            return mistake;

        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (AddFolder(path[..slash]) is { } clash)
                return clash;
        }

        return path.Length < name.Length ? AddFolder(path) : AddFile(path);
    }

    private string? AddFile(string path)
    {
        if (_folders.TryGetValue(path, out var folder))
            return $"there is a folder '{folder}'";
        return _files.TryAdd(path, path)
            ? null
            : _files[path] == path ? "there are two of that name" : $"it differs from '{_files[path]}' in case only";
    }

    private string? AddFolder(string path)
    {
        if (_files.TryGetValue(path, out var file))
            return $"'{file}' is a file";
        return _folders.TryAdd(path, path) || _folders[path] == path ? null : $"its folder differs from '{_folders[path]}' in case only";
    }
}
