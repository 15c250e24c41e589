namespace Topology.Clustering;

/// <summary>What a submission is to run, and how.</summary>
public sealed record SubmitOptions
{
    /// <value>The name to run under; null: the definition's.</value>
    public string? Name { get; init; }

    /// <value>The class or name of the definition; null: the only one in the assembly.</value>
    public string? Definition { get; init; }

    /// <value>For the definition, as on a command line.</value>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <value>Settings by key that win over the definition's.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <value>A file with a savepoint to begin with; null: the last checkpoint under the name, if there is one.</value>
    public string? FromSavepoint { get; init; }

    /// <summary>Told how far the upload has come, after each piece, one call at a time.</summary>
    public IProgress<UploadProgress>? Progress { get; init; }
}

/// <summary>How far an upload has come.</summary>
/// <param name="Sent">Bytes the master has.</param>
/// <param name="Total">Bytes of the package.</param>
public readonly record struct UploadProgress(long Sent, long Total);
