using System.Text.Json;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Supervisor;

/// <summary>Keeps what a later supervisor of this node must know in supervisor.json.</summary>
internal sealed class SupervisorFile(SupervisorOptions options)
{
    /// <summary>Replaces it at once. Only for the user to read: orders bear the arguments of topologies.</summary>
    /// <exception cref="IOException">The disk is full, for one.</exception>
    public void Save(IReadOnlyList<RememberedWorker> workers)
    {
        PrivateFile.MakeFolder(options.DataFolder);
        PrivateFile.Write(options.StateFile, JsonSerializer.SerializeToUtf8Bytes(workers));
    }

    /// <summary>Reads it. Workers it does not name but whose spec lies about are added: it could not be written then, or is damaged, or they have no process and only their folder is left.</summary>
    /// <param name="damage">Why it could not be read; null if it could, or there is none.</param>
    public IReadOnlyList<RememberedWorker> Load(out string? damage)
    {
        var workers = ReadFile(out damage);
        var known = workers.Select(worker => (worker.Order.TopologyId, worker.Order.Worker)).ToHashSet();
        return [.. workers, .. ReadSpecs().Where(worker => !known.Contains((worker.Order.TopologyId, worker.Order.Worker)))];
    }

    private RememberedWorker[] ReadFile(out string? damage)
    {
        damage = null;
        if (!File.Exists(options.StateFile))
            return [];
        try
        {
            return JsonSerializer.Deserialize<RememberedWorker[]>(File.ReadAllBytes(options.StateFile)) ?? [];
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            damage = error.Message;
            return [];
        }
    }

    private List<RememberedWorker> ReadSpecs()
    {
        var found = new List<RememberedWorker>();
        if (!Directory.Exists(options.WorkersFolder))
            return found;
        foreach (var folder in Directory.EnumerateDirectories(options.WorkersFolder))
        {
            try
            {
                var spec = WorkerSpec.Load(Path.Combine(folder, WorkerSpec.FileName));
                var key = new WorkerKey(spec.TopologyId, spec.Worker);
                if (key.IsSafe && options.FolderOf(key) == folder)
                    found.Add(new RememberedWorker(new WorkerOrder(spec.TopologyId, spec.TopologyName, spec.Worker, 0, spec.Code), spec.Incarnation, null, default));
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                // ignored: without a spec no process can have come of it
            }
        }
        return found;
    }
}
