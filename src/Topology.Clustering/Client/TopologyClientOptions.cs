using System.Text;
using Microsoft.Extensions.Logging;

namespace Topology.Clustering;

/// <summary>Where the cluster is, and how a <see cref="TopologyClient"/> talks to it.</summary>
public sealed record TopologyClientOptions
{
    /// <summary>The address of a master node that was not configured otherwise.</summary>
    public const string DefaultMaster = "127.0.0.1:7010";

    /// <summary>
    /// Master nodes as host:port, with the host exactly as the node's own configuration names it: a node drops what is addressed to it by another name. One that is alive is enough; name all
    /// of them to outlive its death.
    /// </summary>
    /// <value>Default: <see cref="DefaultMaster"/>.</value>
    public IReadOnlyList<string> Masters { get; init; } = [DefaultMaster];

    /// <summary>Proves that the client may ask; sent with each request, never logged.</summary>
    /// <value>Null where the cluster asks for none.</value>
    public string? Token { get; init; }

    /// <summary>Certificates for TLS.</summary>
    /// <value>Null: no TLS, which the cluster then must not use either.</value>
    public TopologyClientTls? Tls { get; init; }

    /// <summary>How long <see cref="TopologyClient.ConnectAsync"/> looks for a master.</summary>
    /// <value>Default: 5 s; a person waits for it.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request may take, all attempts together: a master that is lost or says that it cannot answer now is asked again until then.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a submission, for which the master starts a process that loads the package.</summary>
    /// <value>Default: 60 s.</value>
    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where the client logs which masters it lost and found.</summary>
    /// <value>Null: nowhere. Not disposed by the client.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of time-outs and pauses.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <value>Makes the package of a submission.</value>
    internal IPackager Packager { get; init; } = new FolderPackager();

    // Without the token.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{nameof(Masters)} = {string.Join(", ", Masters)}, {nameof(Tls)} = {Tls}, {nameof(RequestTimeout)} = {RequestTimeout}");
        return true;
    }
}

/// <summary>The certificates of a client. TLS between nodes and clients is mutual: each shows a certificate.</summary>
public sealed record TopologyClientTls
{
    /// <summary>The client's certificate: a PEM file, or a PKCS#12 file without a password.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its private key, a PEM file.</summary>
    /// <value>Null: the certificate's file holds it too.</value>
    public string? KeyFile { get; init; }

    /// <summary>PEM file with the authorities that may have signed the masters' certificates.</summary>
    /// <value>Null: those the machine trusts.</value>
    public string? CaFile { get; init; }
}
