namespace Topology.Cli.Loading;

/// <summary>From what the user named – a .dll, a project file or its folder – to the assembly to load.</summary>
internal static class AssemblyLocator
{
    private static readonly string[] ProjectPatterns = ["*.csproj", "*.fsproj", "*.vbproj"];

    public static async Task<string> LocateAsync(string path, CancellationToken token)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            return await ProjectBuild.RunAsync(ProjectIn(full), token).ConfigureAwait(false);

        if (!File.Exists(full))
            throw CliException.WrongUsage($"There is no assembly and no project folder at '{full}'.");

        return full.EndsWith("proj", StringComparison.OrdinalIgnoreCase)
            ? await ProjectBuild.RunAsync(full, token).ConfigureAwait(false)
            : full;
    }

    /// <summary>The project that a full path names: itself, or the only one in the folder; null: none.</summary>
    public static string? TryFindProject(string path)
    {
        if (File.Exists(path))
            return path.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? path : null;
        return Directory.Exists(path) && ProjectsIn(path).Length > 0 ? ProjectIn(path) : null;
    }

    private static string[] ProjectsIn(string folder) =>
        [.. ProjectPatterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Order(StringComparer.Ordinal)];

    private static string ProjectIn(string folder)
    {
        var projects = ProjectsIn(folder);
        return projects.Length switch
        {
            1 => projects[0],
            0 => throw CliException.WrongUsage($"The folder '{folder}' has no project: looked for {string.Join(", ", ProjectPatterns)}."),
            _ => throw CliException.WrongUsage($"The folder '{folder}' has several projects: name one of {string.Join(", ", projects.Select(Path.GetFileName))}."),
        };
    }
}
