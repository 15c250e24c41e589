using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Whose actor a message goes to.</summary>
internal enum Recipient
{
    Supervisor,
    Worker,
}

/// <summary>A message to be sent.</summary>
/// <param name="To">Whose actor.</param>
/// <param name="Address">Of its actor system.</param>
/// <param name="Message">What.</param>
internal sealed record Dispatch(Recipient To, string Address, IProtocolMessage Message);

/// <summary>Makes the orders for nodes and workers, and decides when they are sent: when they change, when a report shows that they did not arrive, and now and then anyway. One thread.</summary>
internal sealed class OrderDesk(ClusterView view)
{
    /// <summary>A report that came sooner after the orders cannot tell whether they were lost.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(1);

    /// <summary>Orders are sent so often without a reason: in case a report misleads.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, NodeOrders> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string TopologyId, int Worker), SentOrders> _workers = [];

    /// <summary>Renews the orders of all nodes. To be called after each change of the state, before <see cref="IsTaken"/>.</summary>
    public void Renew(MasterState state, DateTimeOffset now)
    {
        foreach (var node in view.Nodes.Where(node => view.IsAlive(node.Report.Node, now)))
        {
            var name = node.Report.Node;
            var workers = Orders(state, name);
            var known = _nodes.GetValueOrDefault(name);
            if (known is not null && known.Orders.Workers.SequenceEqual(workers) && known.Orders.Revision >= node.Report.OrdersRevision)
                continue;

            // The revision goes on from what the node has taken, perhaps from another master.
            var revision = Math.Max(known?.Orders.Revision ?? 0, node.Report.OrdersRevision) + 1;
            _nodes[name] = new NodeOrders(new SupervisorOrders(revision, workers), null);
        }
    }

    /// <summary>Whether every node that is alive has taken its latest orders.</summary>
    public bool IsTaken(DateTimeOffset now) => view.Nodes
        .Where(node => view.IsAlive(node.Report.Node, now))
        .All(node => _nodes.TryGetValue(node.Report.Node, out var known) && node.Report.OrdersRevision == known.Orders.Revision);

    /// <summary>Orders for supervisors that are due now.</summary>
    public IEnumerable<Dispatch> ForSupervisors(DateTimeOffset now)
    {
        foreach (var node in view.Nodes.Where(node => view.IsAlive(node.Report.Node, now)))
        {
            if (!_nodes.TryGetValue(node.Report.Node, out var known))
                continue;
            var isLate = node.Report.OrdersRevision != known.Orders.Revision && now - known.SentAt >= ResendAfter;
            if (known.SentAt is not null && !isLate && now - known.SentAt < Refresh)
                continue;
            _nodes[node.Report.Node] = known with { SentAt = now };
            yield return new Dispatch(Recipient.Supervisor, node.Report.Address, known.Orders);
        }
    }

    /// <summary>Orders for a topology's workers that are due now.</summary>
    public IEnumerable<Dispatch> ForWorkers(TopologyRecord record, WorkerSights sights, DateTimeOffset now)
    {
        if (record.Assignment is null || record.Phase is not (TopologyPhase.Running or TopologyPhase.Draining or TopologyPhase.Saving or TopologyPhase.Stopping))
            yield break;
        WorkerOrders? orders = null;
        for (var worker = 0; worker < record.Seats.Count; worker++)
        {
            if (record.Seats[worker] is not { IsLinked: true, Address: { } address } seat)
                continue;
            var current = new SentOrders(seat.Incarnation, record.Generation, record.Goal, now);
            var report = sights.Find(worker, seat)?.Report;
            if (_workers.TryGetValue((record.Id, worker), out var sent) && sent with { SentAt = now } == current && !IsDue(sent, report, record, now))
                continue;
            _workers[(record.Id, worker)] = current;
            yield return new Dispatch(Recipient.Worker, address, orders ??= OrdersOf(record, record.Assignment));
        }
    }

    /// <summary>The topology has ended: nothing is sent to it any more.</summary>
    public void Forget(string topologyId)
    {
        foreach (var key in _workers.Keys.Where(key => key.TopologyId == topologyId).ToList())
            _workers.Remove(key);
    }

    /// <summary>Orders for a worker that runs where nobody wants it, and that no supervisor may reach: it is to stop its executors.</summary>
    public static WorkerOrders Dismissal(WorkerReport report, TopologyRecord? record) => new(
        report.TopologyId,
        Math.Max(report.Generation, record?.Generation ?? 0),
        WorkerGoal.Stopped,
        [.. Enumerable.Range(0, report.Worker + 1)
            .Select(worker => worker == report.Worker ? new WorkerPlace(worker, report.Incarnation, report.Address) : new WorkerPlace(worker, 0, null))],
        record?.Assignment?.WorkerOfExecutor ?? [],
        record?.Epochs ?? [],
        []);

    private static bool IsDue(SentOrders sent, WorkerReport? report, TopologyRecord record, DateTimeOffset now)
    {
        var isCarriedOut = report is not null && report.Generation == record.Generation
            && (report.Goal == record.Goal || report.Phase is WorkerPhase.Stopped or WorkerPhase.Failed);
        return now - sent.SentAt >= (isCarriedOut ? Refresh : ResendAfter);
    }

    private static IReadOnlyList<WorkerOrder> Orders(MasterState state, string node)
    {
        var orders = new List<WorkerOrder>();
        foreach (var record in state.Alive.Where(record => record.Phase is TopologyPhase.Running or TopologyPhase.Draining or TopologyPhase.Saving or TopologyPhase.Stopping))
        {
            for (var worker = 0; worker < record.Seats.Count; worker++)
            {
                if (SeatPlan.SlotOf(record, worker) is { } slot && slot.Node == node)
                    orders.Add(new WorkerOrder(record.Id, record.Name, worker, slot.Slot, record.Code));
            }
        }
        return orders;
    }

    private static WorkerOrders OrdersOf(TopologyRecord record, Scheduling.TopologyAssignment assignment) => new(
        record.Id, record.Generation, record.Goal, [.. record.Seats.Select((seat, worker) => seat.ToPlace(worker))], assignment.WorkerOfExecutor,
        record.Epochs, TopologyShape.WorkerOfAcker(TopologyShape.ConfigOf(record.Code), assignment), record.Term);

    private sealed record NodeOrders(SupervisorOrders Orders, DateTimeOffset? SentAt);

    private sealed record SentOrders(long Incarnation, long Generation, WorkerGoal Goal, DateTimeOffset SentAt);
}
