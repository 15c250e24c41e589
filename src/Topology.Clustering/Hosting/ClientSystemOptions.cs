namespace Topology.Clustering.Hosting;

/// <summary>What a client's actor system needs to know.</summary>
internal sealed record ClientSystemOptions
{
    /// <summary>Under which nodes reach the client: answers come over the connection that it made, so any name will do, but no two clients of one node may have the same host and port.</summary>
    /// <value>127.0.0.1</value>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Where it listens.</summary>
    /// <value>Null: <see cref="Host"/>.</value>
    public string? BindHost { get; init; }

    /// <summary>The cluster's name, which is also that of the actor system it talks to.</summary>
    /// <value>topology</value>
    public string Cluster { get; init; } = "topology";

    /// <summary>The client's certificate and the cluster's authorities.</summary>
    /// <value>None: no TLS.</value>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>The cluster's topology.limits.message-size, in bytes.</summary>
    /// <value>1 MiB</value>
    public int MessageBytes { get; init; } = new LimitOptions().MessageBytes;
}
