namespace Topology.Cli.Loading;

/// <summary>What a submission packs: a folder or the assembly in one. One made by publishing a project goes away with it.</summary>
internal sealed class SubmitFolder : IDisposable
{
    private readonly DirectoryInfo? published;

    private SubmitFolder(string path, DirectoryInfo? published = null)
    {
        Path = path;
        this.published = published;
    }

    public string Path { get; }

    /// <param name="path">A published folder, an assembly, a project file or its folder.</param>
    /// <param name="token">Gives up.</param>
    public static async Task<SubmitFolder> LocateAsync(string path, CancellationToken token)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (AssemblyLocator.TryFindProject(full) is { } project)
            return await PublishAsync(project, token).ConfigureAwait(false);

        if (Directory.Exists(full))
        {
            return Directory.EnumerateFiles(full, "*.dll").Any()
                ? new SubmitFolder(full)
                : throw CliException.WrongUsage($"The folder '{full}' has neither a project nor an assembly. Name a folder made by 'dotnet publish', or a project folder.");
        }

        return File.Exists(full) ? new SubmitFolder(full) : throw CliException.WrongUsage($"There is no assembly and no folder at '{full}'.");
    }

    public void Dispose() => published?.Delete(recursive: true);

    private static async Task<SubmitFolder> PublishAsync(string project, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("topology-publish-");
        try
        {
            return new SubmitFolder(await ProjectBuild.PublishAsync(project, folder.FullName, token).ConfigureAwait(false), folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }
}
