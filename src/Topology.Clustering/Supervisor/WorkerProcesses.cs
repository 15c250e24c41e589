using Topology.Clustering.Worker;

namespace Topology.Clustering.Supervisor;

/// <summary>The processes of a supervisor and their folders. Its methods are called by the supervisor's actor, or, where they say so, on any thread.</summary>
internal sealed class WorkerProcesses(SupervisorOptions options, WorkerLogs logs, TimeProvider time) : IDisposable
{
    private const string Aside = ".gone-"; // no worker's folder begins with a dot

    private readonly SupervisorFile _file = new(options);
    private readonly CancellationTokenSource _watching = new();
    private readonly Dictionary<WorkerKey, (long Incarnation, WorkerProcess Process)> _processes = [];

    /// <summary>Reads what an earlier supervisor left, and looks which of its workers are alive.</summary>
    public IReadOnlyList<(RememberedWorker Left, ProcessIdentity? Process)> FindAlive(out string? damage) =>
        [.. _file.Load(out damage).Select(worker => (worker, FindAlive(worker)))];

    public void Remember(IReadOnlyList<RememberedWorker> workers) => _file.Save(workers);

    /// <summary>Writes the spec and starts a process. Any thread; the actor adds it with <see cref="Add"/>.</summary>
    public WorkerProcess Start(StartWorker start)
    {
        var folder = options.FolderOf(start.Key);
        PrivateFile.MakeFolder(folder);
        var (order, log) = (start.Order, logs.Open(start.Key));
        var spec = new WorkerSpec(
            order.TopologyId, order.TopologyName, order.Worker, start.Incarnation, options.Node, order.Code, Path.GetFullPath(start.PackageFolder), folder, log, options.Network);
        return WorkerProcess.Start(options.Launch, spec.Save(), log);
    }

    public WorkerProcess Adopt(ProcessIdentity process) => WorkerProcess.Adopt(process, time, _watching.Token);

    public void Add(WorkerKey key, long incarnation, WorkerProcess process) => _processes[key] = (incarnation, process);

    public void Remove(WorkerKey key, long incarnation)
    {
        if (_processes.TryGetValue(key, out var entry) && entry.Incarnation == incarnation)
            _processes.Remove(key);
    }

    public void Terminate(TerminateWorker effect) => Find(effect.Key, effect.Incarnation)?.Terminate();

    public void Kill(KillWorker effect) => Find(effect.Key, effect.Incarnation)?.Kill();

    /// <summary>The address the process had in the cluster; null if it never said.</summary>
    public string? AddressOf(DownMember effect) => effect.Key.IsSafe ? WorkerSpec.ReadAddress(options.FolderOf(effect.Key), effect.Incarnation) : null;

    /// <summary>Removes the worker's folder. It is moved aside at once, as the worker may come back while the removal still goes on.</summary>
    /// <returns>The removal.</returns>
    public Task Forget(WorkerKey key)
    {
        if (!key.IsSafe || !Directory.Exists(options.FolderOf(key)))
            return Task.CompletedTask;
        var aside = Path.Combine(options.WorkersFolder, $"{Aside}{Guid.NewGuid():n}");
        Directory.Move(options.FolderOf(key), aside);
        return Task.Run(() => Directory.Delete(aside, recursive: true));
    }

    /// <summary>Removes what earlier supervisors had moved aside and did not come to remove.</summary>
    /// <returns>The removal.</returns>
    public Task Sweep() => Task.Run(() =>
    {
        if (!Directory.Exists(options.WorkersFolder))
            return;
        foreach (var folder in Directory.GetDirectories(options.WorkersFolder, Aside + "*"))
            Directory.Delete(folder, recursive: true);
    });

    /// <summary>Stops watching those that were adopted. No process ends by it.</summary>
    public void Dispose()
    {
        _watching.Cancel();
        _watching.Dispose();
    }

    private WorkerProcess? Find(WorkerKey key, long incarnation) =>
        _processes.TryGetValue(key, out var entry) && entry.Incarnation == incarnation ? entry.Process : null;

    private ProcessIdentity? FindAlive(RememberedWorker worker)
    {
        if (worker.Process is { } process)
            return ProcessTable.IsAlive(process) ? process : null;
        // It was about to be started when the supervisor died. Its spec's path is among its arguments.
        var key = new WorkerKey(worker.Order.TopologyId, worker.Order.Worker);
        return key.IsSafe ? ProcessTable.FindByArgument(Path.Combine(options.FolderOf(key), WorkerSpec.FileName)) : null;
    }
}
