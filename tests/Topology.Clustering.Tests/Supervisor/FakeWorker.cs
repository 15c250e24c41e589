using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Topology.Clustering.Supervisor;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Supervisor;

/// <summary>A folder for a supervisor and a script that stands for the worker. The script says hello on a connection that lives as long as its process: so the test sees both without asking the code under test.</summary>
internal sealed class FakeWorker : IDisposable
{
    private const string Script = """
        #!/bin/bash
        exec 3<>/dev/tcp/127.0.0.1/$1
        case $2 in
            stubborn) trap 'echo told to end, goes on' TERM ;;
            *) trap 'echo told to end; exit 0' TERM ;;
        esac
        [ $2 = member ] && echo "$(sed -n 's/.*"Incarnation": \([0-9]*\).*/\1/p' worker.json) akka.tcp://topology@127.0.0.1:4711" > address
        echo "hello from $2"
        echo "complaint of $2" >&2
        (echo $$ >&3) # in a subshell: for a redirection bash moves its own output for a moment, which a test would see
        [ $2 = brief ] && exit 3
        while :; do sleep 0.05 3>&-; done
        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<FakeProcess> _processes = [];
    private readonly string _script;

    public FakeWorker()
    {
        Folder = Directory.CreateTempSubdirectory("topology-supervisor-").FullName;
        _script = Path.Combine(Folder, "fake-worker.sh");
        File.WriteAllText(_script, Script);
        _listener.Start();
    }

    public string Folder { get; }

    public string LogFolder => Path.Combine(Folder, "logs");

    /// <summary>Starts it.</summary>
    /// <param name="kind">calm: ends when asked to; stubborn: does not; brief: ends at once, with code 3; member: calm, and writes an address.</param>
    public WorkerLaunch Launch(string kind) => new("/bin/bash", [_script, $"{((IPEndPoint)_listener.LocalEndpoint).Port}", kind, "worker"]);

    public SupervisorOptions Options(string kind) => new()
    {
        Node = "n1",
        Host = "localhost",
        Slots = 4,
        CpuPercent = 200,
        MemoryMebibytes = 1024,
        DataFolder = Path.Combine(Folder, "data"),
        LogFolder = LogFolder,
        Launch = Launch(kind),
        Network = new WorkerNetwork(["akka.tcp://topology@127.0.0.1:4000"], "127.0.0.1", "127.0.0.1", null, "", new CheckpointPlace("/nowhere", null)),
    };

    /// <summary>The next process that says hello.</summary>
    public async Task<FakeProcess> NextAsync()
    {
        var accepting = _listener.AcceptTcpClientAsync();
        await accepting.Within("a fake worker says hello");
        var client = await accepting;
        var reader = new StreamReader(client.GetStream());
        var line = reader.ReadLineAsync();
        await line.Within("a fake worker says its number");
        var process = new FakeProcess(int.Parse((await line)!, CultureInfo.InvariantCulture), reader.ReadToEndAsync());
        _processes.Add(process);
        return process;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var process in _processes)
            process.Kill(); // those that a failing test left
        while (Directory.Exists(Folder))
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // the supervisor still removed a worker's folder at that moment: once more
            }
        }
    }
}

/// <param name="Id">Of the operating system.</param>
/// <param name="End">Completes when the process has ended.</param>
internal sealed record FakeProcess(int Id, Task End)
{
    public ProcessIdentity Identity { get; } = ProcessTable.Find(Id) ?? throw new InvalidOperationException($"{Id} has ended");

    /// <summary>As kill -9 does.</summary>
    public void Kill() => ProcessTable.Signal(Identity, ProcessTable.SigKill);
}
