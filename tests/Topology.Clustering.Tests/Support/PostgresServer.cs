using System.Diagnostics;
using Npgsql;

namespace Topology.Clustering.Tests.Support;

/// <summary>
/// A throw-away PostgreSQL server of the installed version, on a socket in a temporary folder: no port, no password, nothing left
/// behind, also when the test process is killed. A class fixture; the server starts with the first <see cref="CreateDatabaseAsync"/>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Only ever used up by a failing test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("pg-").FullName; // short: a socket's path has 107 characters at most
    private Process? _keeper;
    private int _databases;
    private bool _isHanging;

    /// <summary>Why no server can be started here; null if one can.</summary>
    public static string? WhyUnavailable { get; } = OperatingSystem.IsWindows() ? "PostgreSQL is tested on Unix only."
        : Binaries is null ? "PostgreSQL is not installed: looked for /usr/lib/postgresql/*/bin/pg_ctl (apt-get install postgresql)."
        : Environment.IsPrivilegedProcess && !File.Exists("/usr/sbin/runuser") ? "PostgreSQL does not run as root, and there is no runuser to become another user."
        : null;

    private static string? Binaries => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "pg_ctl"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A new, empty database; starts the server if need be. Skips the test where there is none.</summary>
    /// <returns>The connection string, for any process on this machine.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        await StartAsync();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Starts the server, or starts it again; skips the test where there is none.</summary>
    public async Task StartAsync()
    {
        Assert.SkipWhen(WhyUnavailable is not null, WhyUnavailable ?? "");
        await _turn.WaitAsync();
        try
        {
            if (_keeper is not null)
                return;

            if (!Directory.Exists(Data))
                await InitializeAsync();
            _keeper = await KeepAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The database goes away at once, as if the machine had failed; <see cref="StartAsync"/> brings it back.</summary>
    public async Task StopAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_keeper is null)
                return;

            if (_isHanging)
                await GoOnAsync(); // or it could not be ended
            _keeper.StandardInput.Close();
            await EndedAsync(_keeper, "stop PostgreSQL");
            _keeper.Dispose();
            _keeper = null;
            NpgsqlConnection.ClearAllPools();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The database takes everything and answers nothing, as if its disk hung, until <see cref="GoOnAsync"/>. It runs.</summary>
    public Task HangAsync()
    {
        _isHanging = true;
        return SignalAllAsync("STOP");
    }

    /// <summary>The database goes on where it was.</summary>
    public async Task GoOnAsync()
    {
        await SignalAllAsync("CONT");
        _isHanging = false;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
        _turn.Dispose();
    }

    // First the one that starts others.
    private async Task SignalAllAsync(string signal)
    {
        var first = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunAsync(Shell($"kill -{signal} {first} $(cat /proc/{first}/task/*/children)"), $"send PostgreSQL {signal}");
    }

    private string ConnectionString(string database) => $"Host={_folder};Username=postgres;Database={database};Timeout=5";

    private async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync(Process.Start("chown", ["postgres", _folder]), "give PostgreSQL its folder");
        await RunAsync(Shell($"'{Binaries}/initdb' -D '{Data}' -U postgres --auth=trust --no-sync --locale=C --encoding=UTF8 >'{_folder}/initdb.log' 2>&1"), "make a PostgreSQL database");
    }

    // The shell holds the server as long as we hold the shell's input: it ends with us, however we end.
    private async Task<Process> KeepAsync()
    {
        var options = $"-k {_folder} -c listen_addresses= -c fsync=off -c max_connections=50 -c shared_buffers=16MB";
        var keeper = Shell(
            $"'{Binaries}/pg_ctl' -D '{Data}' -l '{_folder}/server.log' -o '{options}' -s -w start </dev/null >&2 && echo started && cat >/dev/null; "
            + $"'{Binaries}/pg_ctl' -D '{Data}' -s -m immediate -w stop >&2");
        using var patience = new CancellationTokenSource(Patience);
        if (await keeper.StandardOutput.ReadLineAsync(patience.Token) == "started")
            return keeper;

        throw new InvalidOperationException($"PostgreSQL did not start; see {_folder}/server.log:\n{await File.ReadAllTextAsync(Path.Combine(_folder, "server.log"), patience.Token)}");
    }

    private Process Shell(string script)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["/usr/sbin/runuser", "-u", "postgres", "--", "sh", "-c", script] : ["sh", "-c", script];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
        }) ?? throw new InvalidOperationException("No shell was started.");
    }

    private static async Task RunAsync(Process process, string what)
    {
        using (process)
        {
            await EndedAsync(process, what);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"Could not {what}: exit code {process.ExitCode}.");
        }
    }

    private static async Task EndedAsync(Process process, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"did not happen within {Patience}: {what}");
        }
    }
}
