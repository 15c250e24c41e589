using System.Text.Json;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Worker;

/// <summary>All that a worker process is told at its start, in a file that only its user can read: written by the supervisor, read once by <c>topology worker --spec FILE</c>. Immutable.
/// It stands for everything: a worker takes nothing from its environment, and its arguments say only where this file is.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="TopologyName">The name it was submitted under.</param>
/// <param name="Worker">Its number within the topology.</param>
/// <param name="Incarnation">Of this process: greater than that of every process the worker had before, on any node whose clock agrees. Milliseconds since 1970 at its start, or one more than the last.</param>
/// <param name="Node">The name of the node that started it.</param>
/// <param name="Code">What to load.</param>
/// <param name="PackageFolder">Where the package lies unpacked. Not to be written to: workers share it.</param>
/// <param name="Folder">The worker's own; its working folder and the one this file lies in. Kept between two processes of the same worker, removed when the node has no such worker any more.</param>
/// <param name="LogFile">Where its standard output and error already go when it starts; for messages.</param>
/// <param name="Network">How it reaches the cluster.</param>
public sealed record WorkerSpec(
    string TopologyId, string TopologyName, int Worker, long Incarnation, string Node, TopologyCode Code, string PackageFolder, string Folder, string LogFile,
    WorkerNetwork Network)
{
    /// <summary>The spec's name within <see cref="Folder"/>.</summary>
    public const string FileName = "worker.json";

    private const string AddressFileName = "address";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Reads a spec.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no spec.</exception>
    public static WorkerSpec Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerSpec>(File.ReadAllBytes(file), Json) ?? throw new InvalidDataException($"\"{file}\" is empty: expected a worker's spec.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"\"{file}\" is no worker's spec: {error.Message}", error);
        }
    }

    /// <summary>Writes it into <see cref="Folder"/>, which must exist, at once or not at all, with mode 600.</summary>
    /// <returns>The file.</returns>
    public string Save()
    {
        var file = Path.Combine(Folder, FileName);
        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        return file;
    }

    /// <summary>To be called by the worker as soon as its actor system has an address: so that the supervisor, which sees the process end at once, can tell the cluster which member is gone.</summary>
    /// <param name="address">As Akka writes it, akka.tcp://topology@host:port.</param>
    public void SaveAddress(string address) => PrivateFile.Write(Path.Combine(Folder, AddressFileName), System.Text.Encoding.UTF8.GetBytes($"{Incarnation} {address}"));

    /// <summary>The address that a process of the worker in this folder has written.</summary>
    /// <returns>Null if this one has written none, or another one has written its own since.</returns>
    public static string? ReadAddress(string folder, long incarnation)
    {
        var file = Path.Combine(folder, AddressFileName);
        var parts = File.Exists(file) ? File.ReadAllText(file).Split(' ', 2) : [];
        return parts.Length == 2 && parts[0] == $"{incarnation}" ? parts[1].Trim() : null;
    }
}

/// <summary>How a worker reaches the cluster and is reached. The same for all workers of a node.</summary>
/// <param name="Seeds">Addresses of nodes of the cluster, akka.tcp://topology@host:port (akka.ssl.tcp with TLS); the worker's own node first. The worker joins through any of them.</param>
/// <param name="BindHost">The host that its actor system and its data links listen on, both at ports of the system's choice.</param>
/// <param name="PublicHost">The host that others are told.</param>
/// <param name="Tls">Null: no TLS.</param>
/// <param name="Configuration">HOCON that the node hands down to its workers (akka.* and topology.*), without secrets; wins over the defaults. Empty for none.</param>
/// <param name="Checkpoints">Where its checkpoints are.</param>
public sealed record WorkerNetwork(IReadOnlyList<string> Seeds, string BindHost, string PublicHost, TlsFiles? Tls, string Configuration, CheckpointPlace Checkpoints);

/// <summary>The store of checkpoints: one of the two.</summary>
/// <param name="SqliteFile">A file on the host, which all its nodes share.</param>
/// <param name="PostgreSql">A connection string. The only secret a worker is told: users' code may read what the worker can, so it is to be that of a role which may do nothing else.</param>
public sealed record CheckpointPlace(string? SqliteFile, string? PostgreSql)
{
    /// <summary>Opens it; nothing is done before the first call.</summary>
    public ICheckpointStore Open() => PostgreSql is { } connection ? SqlCheckpointStore.OpenPostgreSql(connection)
        : SqliteFile is { } file ? SqlCheckpointStore.OpenSqlite(file)
        : throw new InvalidDataException("The worker is not told where its checkpoints are: expected a SQLite file or a PostgreSQL connection string.");

    /// <inheritdoc/>
    public override string ToString() => SqliteFile ?? Secret.Mask;
}

/// <summary>Where the certificates lie: paths only, the secrets stay in the files.</summary>
/// <param name="CertificateFile">The node's certificate, PEM; or PKCS #12 with its key.</param>
/// <param name="KeyFile">Its key, PEM; null if the certificate's file has it.</param>
/// <param name="KeyPasswordFile">A file whose only line is the key's password; null for none.</param>
/// <param name="AuthorityFile">Certificates that others must be signed by, PEM.</param>
public sealed record TlsFiles(string CertificateFile, string? KeyFile, string? KeyPasswordFile, string AuthorityFile);
