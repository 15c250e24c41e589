namespace Topology.Clustering.Hosting;

/// <summary>Makes the paths of a configuration absolute.</summary>
internal static class NodePaths
{
    public static NodeConfig Resolve(NodeConfig config, string folder)
    {
        foreach (var key in NodeKeys.All.Where(key => key.IsPath))
        {
            if (key.Get(config)?.Text is { } path && key.Set(config, Path.GetFullPath(path, folder)) is { } resolved)
                config = resolved;
        }
        return config;
    }
}
