using Topology.Clustering.Packages;

namespace Topology.Cli.Running;

/// <summary>How this program is started again: as a worker, or to look at an uploaded topology.</summary>
internal static class OwnProgram
{
    /// <summary>The executable, or dotnet with the assembly if that is how we were started.</summary>
    public static ProgramCommand Command
    {
        get
        {
            var host = Environment.ProcessPath ?? "dotnet";
            return Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
                ? new ProgramCommand(host, [Path.Combine(AppContext.BaseDirectory, "topology.dll")])
                : new ProgramCommand(host, []);
        }
    }
}
