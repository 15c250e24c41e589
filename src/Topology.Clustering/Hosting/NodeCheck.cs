using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Topology.Clustering.Hosting;

/// <summary>Looks at a configuration as <c>topology node --check</c> does: what is wrong with it and with what it needs of the machine. Starts nothing and changes nothing, but for a file that it makes in the data folder and deletes.</summary>
public static class NodeCheck
{
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(5);

    /// <summary>Checks one file.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="time">For certificates; null: the clock.</param>
    /// <param name="environment">The value of an environment variable; null: the process's own.</param>
    /// <returns>Errors first; empty if all is well.</returns>
    public static async Task<IReadOnlyList<NodeFinding>> RunAsync(string file, TimeProvider? time = null, Func<string, string?>? environment = null)
    {
        NodeConfig config;
        try
        {
            config = NodeConfig.Load(file, environment);
        }
        catch (NodeConfigException e)
        {
            return [.. e.Mistakes.Select(NodeFinding.Error)];
        }
        IEnumerable<NodeFinding> findings =
        [
            .. config.Warnings.Select(NodeFinding.Warning),
            .. Certificates(config, time ?? TimeProvider.System),
            .. Folders(config),
            .. SecretFiles(config),
            .. Ports(config),
            .. await HostsAsync(config).ConfigureAwait(false),
            .. PostgreSql(config),
        ];
        return [.. findings.OrderByDescending(finding => finding.IsError)];
    }

    private static IEnumerable<NodeFinding> Certificates(NodeConfig config, TimeProvider time)
    {
        var tls = config.Security.Tls;
        if (!tls.IsOn)
            yield break;
        TlsIdentity identity;
        NodeFinding? failure = null;
        try
        {
            identity = TlsIdentity.Load(tls);
        }
        catch (TopologyException e)
        {
            failure = NodeFinding.Error(e.Message);
            identity = null!; // not used: the next line leaves
        }
        if (failure is not null)
        {
            yield return failure;
            yield break;
        }
        var (from, to, now) = (identity.Certificate.NotBefore.ToUniversalTime(), identity.Certificate.NotAfter.ToUniversalTime(), time.GetUtcNow().UtcDateTime);
        if (now > to)
            yield return NodeFinding.Error($"the certificate in {tls.CertificateFile} expired on {to:yyyy-MM-dd HH:mm} UTC.");
        else if (now < from)
            yield return NodeFinding.Error($"the certificate in {tls.CertificateFile} is not valid before {from:yyyy-MM-dd HH:mm} UTC.");
        else if (!identity.IsTrusted(identity.Certificate, null))
            yield return NodeFinding.Error($"the certificate in {tls.CertificateFile} is of no authority in {tls.CaFile}: other nodes will refuse it.");
        else if (now + SoonExpired > to)
            yield return NodeFinding.Warning($"the certificate in {tls.CertificateFile} expires on {to:yyyy-MM-dd HH:mm} UTC.");
    }

    private static IEnumerable<NodeFinding> Folders(NodeConfig config)
    {
        string?[] folders = [config.Node.DataDir, config.Node.IsSupervisor ? config.LogDir : null, IsSqlite(config) ? Path.GetDirectoryName(config.SqliteFile) : null];
        return folders.OfType<string>().Distinct().Select(Writable).OfType<NodeFinding>();
    }

    /// <summary>The first folder above that is there must let us make what is missing.</summary>
    private static NodeFinding? Writable(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
                return NodeFinding.Error($"{folder} cannot be written: {existing} is a file.");
            existing = Path.GetDirectoryName(existing) ?? throw new InvalidOperationException($"{folder} has no root.");
        }
        try
        {
            using (new FileStream(Path.Combine(existing, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NodeFinding.Error($"{folder} cannot be written: {e.Message}");
        }
    }

    private static IEnumerable<NodeFinding> SecretFiles(NodeConfig config)
    {
        var tls = config.Security.Tls;
        var hasSecretsInside = NodeKeys.All.Any(key => key.IsSecret && key.Get(config) is not null)
            && config.Security.TokenFile is null && config.Master.PostgreSqlFile is null && config.Checkpoint.PostgreSqlFile is null && tls.PasswordFile is null;
        string?[] files = [config.Security.TokenFile, config.Master.PostgreSqlFile, config.Checkpoint.PostgreSqlFile, tls.PasswordFile, tls.CertificateFile, tls.KeyFile, hasSecretsInside ? config.File : null];
        return files.OfType<string>()
            .Where(IsOpenToOthers)
            .Select(path => NodeFinding.Warning($"{path} holds a secret and can be read by others: chmod 600 {path}"));
    }

    /// <summary>A group may read: that is how Kubernetes mounts secrets.</summary>
    private static bool IsOpenToOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
    }

    private static IEnumerable<NodeFinding> Ports(NodeConfig config)
    {
        if (config.Node.Port != 0 && Bind(config.Node.BoundHost, config.Node.Port) is { } control)
            yield return NodeFinding.Error($"the node cannot listen on {config.Node.BoundHost}:{config.Node.Port}: {control}");
        if (config.Health.Port != 0 && Bind(config.Health.Host == "*" ? "0.0.0.0" : config.Health.Host, config.Health.Port) is { } health)
            yield return NodeFinding.Error($"probes cannot be answered on {config.Health.Host}:{config.Health.Port}: {health}");
    }

    private static string? Bind(string host, int port)
    {
        try
        {
            var address = IPAddress.TryParse(host, out var literal) ? literal : Dns.GetHostAddresses(host)[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    private static async Task<IReadOnlyList<NodeFinding>> HostsAsync(NodeConfig config)
    {
        var hosts = config.Cluster.Seeds
            .Select(seed => (Host: HostAndPort.TryParse(seed, out var at) ? at.Host : seed, Key: "cluster.seeds"))
            .Append((Host: config.Node.Host, Key: "node.host"))
            .Append((Host: config.WorkerHost, Key: "supervisor.worker-host"))
            .DistinctBy(pair => pair.Host)
            .Where(pair => !IPAddress.TryParse(pair.Host, out _));
        var failures = await Task.WhenAll(hosts.Select(async pair => (pair.Host, pair.Key, Error: await ResolveAsync(pair.Host).ConfigureAwait(false)))).ConfigureAwait(false);
        return [.. failures.Where(failure => failure.Error is not null)
            .Select(failure => NodeFinding.Warning($"topology.{failure.Key}: {failure.Host} has no address here: {failure.Error} The node waits until it has one."))];
    }

    private static async Task<string?> ResolveAsync(string host)
    {
        using var limit = new CancellationTokenSource(LongestLookUp, TimeProvider.System);
        try
        {
            await Dns.GetHostAddressesAsync(host, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return e is SocketException ? e.Message.TrimEnd('.') + "." : "no answer.";
        }
    }

    private static IEnumerable<NodeFinding> PostgreSql(NodeConfig config)
    {
        if (!config.Node.IsMaster || config.Master is not { Store: StoreKind.PostgreSql, PostgreSql: { } secret })
            return [];
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(secret.Reveal()).Host)
                ? [NodeFinding.Error("topology.master.postgresql names no Host.")]
                : [];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return [NodeFinding.Error("topology.master.postgresql is not a connection string such as Host=db;Database=topology;Username=topology.")];
        }
    }

    private static bool IsSqlite(NodeConfig config) => config.Node.IsMaster && config.Master.Store == StoreKind.Sqlite;
}

/// <summary>Something that a check found.</summary>
/// <param name="IsError">Whether the node would not start or not work; else it is a warning.</param>
/// <param name="Text">A sentence; shows no secret.</param>
public sealed record NodeFinding(bool IsError, string Text)
{
    internal static NodeFinding Error(string text) => new(true, text);

    internal static NodeFinding Warning(string text) => new(false, text);

    /// <summary>As a line of output.</summary>
    public override string ToString() => $"{(IsError ? "error" : "warning")}: {Text}";
}
