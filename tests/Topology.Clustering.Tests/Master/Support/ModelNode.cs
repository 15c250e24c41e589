using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A node whose supervisor obeys orders. Its processes outlive the supervisor.</summary>
internal sealed class ModelNode(string name, int slots)
{
    private SupervisorOrders _orders = new(0, []);
    private long _incarnations;
    private int _starts;

    public string Name => name;

    public List<ModelWorker> Processes { get; } = [];

    public bool HasSupervisor { get; private set; } = true;

    public string Address => $"akka.tcp://topology@{name}:{_starts}";

    public void Take(SupervisorOrders orders)
    {
        if (orders.Revision >= _orders.Revision)
            _orders = orders;
    }

    /// <summary>Starts what is wanted, ends what is not.</summary>
    public void Step(Random random)
    {
        foreach (var process in Processes)
            process.Step(random);
        if (!HasSupervisor || _orders.Revision == 0)
            return; // it has no orders yet: what it has adopted stays
        Processes.RemoveAll(process => !_orders.Workers.Any(order => Matches(order, process)) && random.Next(2) == 0);
        foreach (var order in _orders.Workers.Where(order => !Processes.Any(process => process.Slot == order.Slot)))
        {
            if (random.Next(3) > 0 && !Processes.Any(process => process.TopologyId == order.TopologyId && process.Worker == order.Worker))
                Processes.Add(new ModelWorker(order.TopologyId, order.Worker, order.Slot, name, ++_incarnations));
        }
    }

    public SupervisorReport Report() => new(
        name, Address, name, slots, 400, 4096, _orders.Revision,
        [.. Processes.Select(process => process.Summary(_orders.Revision == 0 || _orders.Workers.Any(order => Matches(order, process)) ? WorkerProcessState.Running : WorkerProcessState.Stopping)),
            .. _orders.Workers.Where(order => !Processes.Any(process => Matches(order, process)))
                .Select(order => new WorkerSummary(order.TopologyId, order.Worker, order.Slot, 0, 0, WorkerProcessState.BackingOff, null))]);

    public void KillSupervisor() => HasSupervisor = false;

    public void StartSupervisor()
    {
        HasSupervisor = true;
        _orders = new SupervisorOrders(0, []);
        _starts++;
    }

    private static bool Matches(WorkerOrder order, ModelWorker process) =>
        order.TopologyId == process.TopologyId && order.Worker == process.Worker && order.Slot == process.Slot;
}
