using Akka.Configuration;
using Topology.Clustering.Hosting;
using Topology.Clustering.Worker;
using AkkaConfig = Akka.Configuration.Config;

namespace Topology.Clustering;

/// <summary>Everything that can be chosen for a cluster node. Immutable; read from a HOCON file whose root is <c>topology</c>, changed by environment variables.</summary>
public sealed record NodeConfig
{
    /// <summary>The node itself.</summary>
    public NodeOptions Node { get; init; } = new();

    /// <summary>The cluster as a whole.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Its master.</summary>
    public MasterSettings Master { get; init; } = new();

    /// <summary>Where checkpoints are.</summary>
    public CheckpointSettings Checkpoint { get; init; } = new();

    /// <summary>Its supervisor.</summary>
    public SupervisorSettings Supervisor { get; init; } = new();

    /// <summary>What is refused for its size.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Who may do what.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Data links between workers.</summary>
    public LinkSettings Link { get; init; } = new();

    /// <summary>Probes over HTTP.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Where it was read from; null for none.</summary>
    public string? File { get; init; }

    /// <summary>What works but is hardly meant; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Settings of Akka that the file gives, which win over ours.</summary>
    internal AkkaConfig Expert { get; init; } = ConfigurationFactory.Empty;

    /// <summary>The database file of a master with the embedded store.</summary>
    public string SqliteFile => Master.SqliteFile ?? Path.Combine(Node.DataDir, "master.db");

    /// <summary>Where the master and the workers of this node find checkpoints.</summary>
    public CheckpointPlace Checkpoints => Checkpoint.PostgreSql is { } connection
        ? new CheckpointPlace(null, connection.Reveal())
        : new CheckpointPlace(Path.GetFullPath(Checkpoint.SqliteFile ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(SqliteFile))!, "checkpoints.db")), null); // a file has a folder

    /// <summary>The folder of workers' logs.</summary>
    public string LogDir => Supervisor.LogDir ?? Path.Combine(Node.DataDir, "logs");

    /// <summary>Under which other workers reach those of this node.</summary>
    public string WorkerHost => Supervisor.WorkerHost ?? Node.Host;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Relative paths in it are relative to its folder.</param>
    /// <param name="environment">The value of an environment variable; null: the process's own.</param>
    /// <exception cref="NodeConfigException">The file cannot be read, or says what cannot be; every mistake is listed.</exception>
    public static NodeConfig Load(string file, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var path = Path.GetFullPath(file);
        string text;
        try
        {
            text = System.IO.File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeConfigException([$"{file} cannot be read: {e.Message}"]);
        }
        return Parse(text, path, environment);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="file">For messages, and what paths are relative to; null: the current folder.</param>
    /// <param name="environment">The value of an environment variable; null: the process's own.</param>
    /// <exception cref="NodeConfigException">It says what cannot be; every mistake is listed.</exception>
    public static NodeConfig Parse(string text, string? file = null, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new NodeConfigReader(text, file, environment ?? Environment.GetEnvironmentVariable).Read();
    }

    /// <summary>Every setting in force, as text; secrets as <see cref="Secret.Mask"/>. By full key, such as topology.node.port; what has no value is left out.</summary>
    public IReadOnlyDictionary<string, string> ToSettings() => NodeKeys.Format(this);
}
