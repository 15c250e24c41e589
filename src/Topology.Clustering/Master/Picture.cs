using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>What users see of topologies and nodes. Pure.</summary>
internal static class Picture
{
    /// <summary>A topology.</summary>
    public static TopologyInfo Of(TopologyRecord record, ClusterControl cluster, DateTimeOffset now) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Status = record.Status,
        SubmittedAt = record.SubmittedAt,
        EndedAt = record.Ending?.EndedAt,
        Cause = record.Cause,
        Trouble = record.Phase == TopologyPhase.Ended ? null : TroubleOf(record, cluster, now),
        SpecHash = record.Code.SpecHash,
        Generation = record.Generation,
        Components = [.. record.Blueprint.Components.OrderBy(component => component.Id, StringComparer.Ordinal)
            .Select(component => new ComponentInfo(component.Id, component.Kind, TopologyShape.ExecutorsOf(component, record.Code), component.Tasks))],
        Workers = [.. record.Seats.Select((seat, worker) => Of(record, worker, seat, cluster, now))],
        Settings = SecretSettings.Mask(record.Code.Settings),
    };

    /// <summary>The cluster.</summary>
    public static ClusterInfo Of(ClusterControl cluster, string master, IReadOnlyDictionary<string, string> settings, DateTimeOffset now) => new(
        master,
        [.. cluster.View.Nodes.Select(node => node.Report).Select(report => new NodeInfo(
            report.Node, report.Address, report.Slots, UsedSlots(cluster.State, report.Node), report.CpuPercent, report.MemoryMebibytes, cluster.View.IsAlive(report.Node, now)))],
        SecretSettings.Mask(settings));

    /// <summary>What the topology has counted up to now, as far as is known without asking.</summary>
    public static TopologyMetrics MetricsOf(TopologyRecord record, IEnumerable<ComponentFigures> figures, DateTimeOffset now) =>
        record.Ending?.Metrics ?? MetricsAggregator.ToMetrics(now - record.SubmittedAt, record.Blueprint, record.Retired.Concat(figures));

    private static int UsedSlots(MasterState state, string node) =>
        state.Alive.Sum(record => record.Assignment?.SlotOfWorker.Count(slot => slot?.Node == node) ?? 0);

    private static WorkerInfo Of(TopologyRecord record, int worker, WorkerSeat seat, ClusterControl cluster, DateTimeOffset now)
    {
        var slot = SeatPlan.SlotOf(record, worker);
        var summary = slot is null ? null : cluster.View.Find(slot.Node)?.Find(record.Id, worker, slot);
        var executors = record.Assignment?.WorkerOfExecutor.Count(other => other == worker) ?? 0;
        return new WorkerInfo(worker, slot?.Node, slot?.Slot ?? 0, summary?.ProcessId ?? 0, StateOf(record, worker, slot, seat, summary, cluster, now), executors);
    }

    private static string StateOf(
        TopologyRecord record, int worker, WorkerSlot? slot, WorkerSeat seat, WorkerSummary? summary, ClusterControl cluster, DateTimeOffset now)
    {
        if (slot is null)
            return "not placed";
        var phase = cluster.ControlOf(record.Id).Sights.Find(worker, seat)?.Report.Phase;
        if (!cluster.View.IsAlive(slot.Node, now))
            return cluster.View.IsInGrace(now) ? "not heard of yet" : phase is null ? "node is gone" : $"{phase}, its node's supervisor is gone";
        return summary switch
        {
            null => "ordered",
            { State: WorkerProcessState.Running } => phase?.ToString() ?? "Starting",
            _ => summary.Detail is { } detail ? $"{summary.State}: {detail}" : summary.State.ToString(),
        };
    }

    private static string? TroubleOf(TopologyRecord record, ClusterControl cluster, DateTimeOffset now)
    {
        var troubles = new List<string>();
        if (cluster.Placement.TroubleOf(record.Id) is { } trouble)
            troubles.Add(trouble);
        for (var worker = 0; worker < record.Seats.Count; worker++)
        {
            if (SeatPlan.SlotOf(record, worker) is not { } slot || cluster.View.IsInGrace(now))
                continue;
            var summary = cluster.View.Find(slot.Node)?.Find(record.Id, worker, slot);
            if (!cluster.View.IsAlive(slot.Node, now))
                troubles.Add($"Worker {worker}: the supervisor of node {slot.Node} is gone.");
            else if (summary is { State: WorkerProcessState.BackingOff or WorkerProcessState.Failing })
                troubles.Add($"Worker {worker} on node {slot.Node} does not run: {summary.Detail ?? "its process has exited; it is started again"}.");
            else if (cluster.ControlOf(record.Id).Sights.Find(worker) is { } sight && now - sight.HeardAt > ClusterView.NodeSilence)
                troubles.Add($"Worker {worker} on node {slot.Node} has said nothing for {(now - sight.HeardAt).TotalSeconds:0} s.");
        }
        return troubles.Count == 0 ? null : string.Join(" ", troubles);
    }
}
