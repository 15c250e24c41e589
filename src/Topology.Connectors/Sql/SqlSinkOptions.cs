namespace Topology.Connectors;

/// <summary>How a <see cref="SqlSink"/> writes.</summary>
public sealed record SqlSinkOptions
{
    /// <summary>How many rows are kept in memory at most; then they are written, to the staging table if there are transactions.</summary>
    /// <value>At least 1; default 1000.</value>
    public int BatchRows { get; init; } = 1000;

    /// <summary>How long after the first row a batch is written, if neither its size nor a tick does so before. Without transactions only.</summary>
    /// <value>More than zero, and less than the message time-out; default 1 s.</value>
    public TimeSpan FlushAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the two tables of the sink are made if they are not there.</summary>
    /// <value>Default true.</value>
    public bool CreateTables { get; init; } = true;

    /// <summary>Where rows wait for their checkpoint; letters, digits, underscores, with or without a schema.</summary>
    /// <value>Default "topology_staging".</value>
    public string StagingTable { get; init; } = "topology_staging";

    /// <summary>Where the last checkpoint written of each task is noted; letters, digits, underscores, with or without a schema.</summary>
    /// <value>Default "topology_commits".</value>
    public string CommitsTable { get; init; } = "topology_commits";
}
