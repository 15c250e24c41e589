using System.CommandLine;
using Topology.Clustering.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary>Where <c>topology run</c> keeps what is to outlive the process.</summary>
internal static class DataFolder
{
    /// <summary>In the working directory, so that a run that is started again where it was started before finds its checkpoints.</summary>
    public const string Default = "topology-data";

    /// <summary>The connection string of a PostgreSQL database to keep checkpoints in instead: the same as for nodes.</summary>
    public const string Variable = "TOPOLOGY_CHECKPOINT_POSTGRESQL";

    /// <summary>A file with it.</summary>
    public const string FileVariable = "TOPOLOGY_CHECKPOINT_POSTGRESQL_FILE";

    public static Option<string> CreateOption() => new("--data")
    {
        Description = $"The folder with the checkpoints of local runs; \"{Default}\" in the working directory by default, or the PostgreSQL database that {Variable} names. Made when the first checkpoint is.",
        HelpName = "folder",
        DefaultValueFactory = _ => Default,
    };

    /// <summary>The checkpoints that a command is to look at.</summary>
    /// <returns>They, and in words where they are.</returns>
    /// <exception cref="CliException">There are none.</exception>
    public static (SqlCheckpointStore Store, string Place) Open(ParseResult parsed, Option<string> data)
    {
        if (PostgreSql(parsed, data) is { } database)
            return (database, "the PostgreSQL database");
        var folder = parsed.GetValue(data)!; // it has a default
        return (Open(folder), Path.GetFullPath(folder));
    }

    /// <summary>The database that is used instead of the folder; null: the folder is named, or no database is.</summary>
    /// <exception cref="CliException">What is named is none.</exception>
    public static SqlCheckpointStore? PostgreSql(ParseResult parsed, Option<string> data)
    {
        if (parsed.GetResult(data) is { Implicit: false })
            return null;
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text) && Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
            text = Read(file);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return SqlCheckpointStore.OpenPostgreSql(text.Trim());
        }
        catch (ArgumentException)
        {
            // The exception may repeat a part of the text, which may be the password.
            throw CliException.WrongUsage($"{Variable} or {FileVariable} does not give a connection string, such as Host=db;Database=topology;Username=topology;Password=….");
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.WrongUsage($"{FileVariable}: {e.Message}");
        }
    }

    private static SqlCheckpointStore Open(string folder)
    {
        var file = Path.Combine(folder, "checkpoints.db");
        return File.Exists(file)
            ? SqlCheckpointStore.OpenSqlite(file)
            : throw CliException.WrongUsage($"There are no checkpoints in {Path.GetFullPath(folder)}. Name the folder with --data.");
    }
}
