using System.CommandLine;
using Topology.Clustering.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary>Where <c>topology run</c> keeps what is to outlive the process.</summary>
internal static class DataFolder
{
    /// <summary>In the working directory, so that a run that is started again where it was started before finds its checkpoints.</summary>
    public const string Default = "topology-data";

    public static Option<string> CreateOption() => new("--data")
    {
        Description = $"The folder with the checkpoints of local runs; \"{Default}\" in the working directory by default. Made when the first checkpoint is.",
        HelpName = "folder",
        DefaultValueFactory = _ => Default,
    };

    /// <summary>The checkpoints in a folder.</summary>
    /// <exception cref="CliException">There are none.</exception>
    public static SqlCheckpointStore Open(string folder)
    {
        var file = Path.Combine(folder, "checkpoints.db");
        return File.Exists(file)
            ? SqlCheckpointStore.OpenSqlite(file)
            : throw CliException.WrongUsage($"There are no checkpoints in {Path.GetFullPath(folder)}. Name the folder with --data.");
    }
}
