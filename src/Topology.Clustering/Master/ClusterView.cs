using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>What a node's supervisor said last.</summary>
/// <param name="Report">Its report.</param>
/// <param name="HeardAt">When it came.</param>
/// <param name="IsGone">Whether the cluster has removed the node since.</param>
internal sealed record NodeSight(SupervisorReport Report, DateTimeOffset HeardAt, bool IsGone)
{
    /// <summary>A worker in a slot of it; null if it has none such.</summary>
    public WorkerSummary? Find(string topologyId, int worker, WorkerSlot slot) =>
        Report.Workers.FirstOrDefault(summary => summary.Slot == slot.Slot && summary.TopologyId == topologyId && summary.Worker == worker);
}

/// <summary>The nodes as the supervisors and the cluster tell, and which of them are alive. Nothing of it is stored: it is learned within seconds. One thread.</summary>
/// <param name="startedAt">When the master began to listen.</param>
internal sealed class ClusterView(DateTimeOffset startedAt)
{
    /// <summary>Until then nobody is declared gone: five reports' time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>A supervisor that has said nothing for so long cannot start workers; it reports each second.</summary>
    public static readonly TimeSpan NodeSilence = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _graceUntil = startedAt + Grace;
    private readonly Dictionary<string, NodeSight> _nodes = new(StringComparer.Ordinal);

    /// <summary>Every node ever heard of, by name.</summary>
    public IEnumerable<NodeSight> Nodes => _nodes.Values.OrderBy(node => node.Report.Node, StringComparer.Ordinal);

    /// <summary>When the set of nodes that are alive changed last, as far as reports and the cluster tell.</summary>
    public DateTimeOffset ChangedAt { get; private set; } = startedAt;

    /// <summary>Whether it is too early to miss anybody.</summary>
    public bool IsInGrace(DateTimeOffset now) => now < _graceUntil;

    public void Take(SupervisorReport report, DateTimeOffset now)
    {
        if (!IsAlive(report.Node, now) || _nodes[report.Node].Report.Slots != report.Slots)
            ChangedAt = now;
        _nodes[report.Node] = new NodeSight(report, now, IsGone: false);
    }

    /// <summary>The cluster has removed the actor system at this address.</summary>
    public void AddressGone(string address, DateTimeOffset now)
    {
        foreach (var node in _nodes.Values.Where(node => node.Report.Address == address).ToList())
        {
            _nodes[node.Report.Node] = node with { IsGone = true };
            ChangedAt = now;
        }
    }

    /// <summary>Nothing could be heard for a while: that is nobody's silence.</summary>
    public void Excuse(TimeSpan deafness)
    {
        foreach (var node in _nodes.Values.ToList())
            _nodes[node.Report.Node] = node with { HeardAt = node.HeardAt + deafness };
    }

    public NodeSight? Find(string node) => _nodes.GetValueOrDefault(node);

    /// <summary>Whether its supervisor can start and stop workers.</summary>
    public bool IsAlive(string node, DateTimeOffset now) => Find(node) is { IsGone: false } sight && now - sight.HeardAt <= NodeSilence;

    /// <summary>For the scheduler.</summary>
    public IReadOnlyList<SchedulableNode> Schedulable(DateTimeOffset now) =>
        [.. Nodes.Where(node => IsAlive(node.Report.Node, now)).Select(node => node.Report)
            .Select(report => new SchedulableNode(report.Node, report.Slots, report.CpuPercent, report.MemoryMebibytes))];

    /// <summary>The processes in a slot, wanted or not.</summary>
    public IEnumerable<WorkerSummary> Occupants(WorkerSlot slot) =>
        Find(slot.Node)?.Report.Workers.Where(summary => summary.Slot == slot.Slot) ?? [];

    /// <summary>Whether any node that is alive still has a process of the topology.</summary>
    public bool HasProcesses(string topologyId, DateTimeOffset now) =>
        _nodes.Values.Any(node => IsAlive(node.Report.Node, now) && node.Report.Workers.Any(summary => summary.TopologyId == topologyId));
}
