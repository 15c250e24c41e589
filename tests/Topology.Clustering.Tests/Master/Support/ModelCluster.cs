using System.Text.Json;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A master and a cluster that obeys it, in fake time, with every rule checked that must hold at each moment.</summary>
internal sealed class ModelCluster(Random random, int nodes, int slots)
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly List<IMasterEvent> _journal = [];
    private readonly Dictionary<(string Id, long Generation), string> _ordersSent = [];
    private readonly Dictionary<string, long> _generations = [];
    private int _submissions;

    public DateTimeOffset Now { get; private set; } = Samples.Start;

    public ClusterControl Control { get; private set; } = new(new SimpleScheduler(), Samples.Start);

    public List<ModelNode> Nodes { get; } = [.. Enumerable.Range(0, nodes).Select(i => new ModelNode($"node-{i}", slots))];

    public IEnumerable<ModelWorker> Processes => Nodes.SelectMany(node => node.Processes);

    /// <summary>The share of messages that are lost.</summary>
    public double Loss { get; set; }

    /// <summary>Half a second passes.</summary>
    public void Advance()
    {
        Now += Step;
        foreach (var node in Nodes)
        {
            node.Step(random);
            if (node.HasSupervisor)
                Deliver(() => Control.Take(node.Report(), Now));
            foreach (var process in node.Processes.ToList())
                Deliver(() => Control.Take(process.Report(), Now));
        }
        Run();
    }

    public string Submit(int workers)
    {
        var submitted = (TopologySubmitted)TopologyRequests.Submit(
            Control.State, Samples.Submit($"t{++_submissions}"), 1, Samples.Blueprint(workers), Now).Event!;
        Store(submitted);
        Run();
        return submitted.TopologyId;
    }

    public void Ask(ClientRequest request)
    {
        if (TopologyRequests.Judge(Control.State, request, Now).Event is { } change)
            Store(change);
        Run();
    }

    public void KillProcess(ModelNode node, ModelWorker process)
    {
        node.Processes.Remove(process);
        Control.AddressGone(process.Address, Now);
        Run();
    }

    /// <summary>The supervisor dies, and the cluster notices; its processes live.</summary>
    public void KillSupervisor(ModelNode node)
    {
        node.KillSupervisor();
        Control.AddressGone(node.Address, Now);
        Run();
    }

    public void KillNode(ModelNode node)
    {
        foreach (var process in node.Processes.ToList())
            KillProcess(node, process);
        KillSupervisor(node);
    }

    /// <summary>Another master takes over: it knows the journal and nothing else.</summary>
    public void RestartMaster()
    {
        Control = new ClusterControl(new SimpleScheduler(), Now);
        Control.Restore(_journal.Aggregate(MasterState.Empty, (state, change) => state.Apply(change)));
        Run();
    }

    private void Run()
    {
        for (var round = 0; ; round++)
        {
            Assert.True(round < 100, "the master does not come to an end of its decisions");
            var events = Control.Decide(Now);
            if (events.Count == 0)
                break;
            foreach (var change in events)
                Store(change);
        }
        var due = Control.Due(Now);
        foreach (var dispatch in due)
            Check(dispatch);
        foreach (var dispatch in due)
            Deliver(() => Carry(dispatch));
        foreach (var (id, worker, seat) in Control.FinalFiguresMissing())
            Deliver(() => Control.TakeFigures(id, worker, seat.Incarnation, [], wereFinal: true));
    }

    private void Deliver(Action message)
    {
        if (random.NextDouble() >= Loss)
            message();
    }

    private void Carry(Dispatch dispatch)
    {
        if (dispatch.Message is SupervisorOrders supervisorOrders)
            Nodes.FirstOrDefault(node => node.HasSupervisor && node.Address == dispatch.Address)?.Take(supervisorOrders);
        if (Processes.FirstOrDefault(process => process.Address == dispatch.Address) is not { } worker)
            return;
        if (dispatch.Message is WorkerOrders orders)
            worker.Take(orders);
        if (dispatch.Message is ProbeQuiet probe)
            Deliver(() => Control.Take(worker.Answer(probe)));
    }

    private void Store(IMasterEvent change)
    {
        if (change is StopBegun { End: not DrainEnd.Failed } stop)
            CheckStop(Control.State.FindAlive(stop.TopologyId)!);
        _journal.Add(change);
        Control.Apply(change);
        var taken = Control.State.Alive.SelectMany(record => record.Assignment?.SlotOfWorker ?? []).Where(slot => slot is not null).ToList();
        Assert.True(taken.Count == taken.Distinct().Count(), "a slot is given twice");
    }

    /// <summary>Nothing is abandoned before its time while the workers that have it are alive.</summary>
    private void CheckStop(TopologyRecord record)
    {
        if (record.Phase == TopologyPhase.Draining && Now >= record.Until)
            return;
        var busy = Processes.Where(process => process.IsBusy && process.TopologyId == record.Id
            && record.Seats[process.Worker] is { IsLinked: true } seat && seat.Address == process.Address);
        Assert.True(!record.IsStarted || !busy.Any(), "a topology was stopped although something was in flight");
    }

    private void Check(Dispatch dispatch)
    {
        if (dispatch.Message is SupervisorOrders orders)
            Assert.True(orders.Workers.Count == orders.Workers.Select(order => order.Slot).Distinct().Count(), "two workers are ordered into one slot");
        if (dispatch.Message is not WorkerOrders told || Control.State.FindAlive(told.TopologyId) is not { } record || !record.Seats.Any(seat => seat.Address == dispatch.Address))
            return;
        Assert.True(told.Generation >= _generations.GetValueOrDefault(told.TopologyId), "a generation went back");
        _generations[told.TopologyId] = told.Generation;
        var content = JsonSerializer.Serialize(told with { Goal = WorkerGoal.Inactive });
        Assert.True(_ordersSent.TryAdd((told.TopologyId, told.Generation), content) || _ordersSent[(told.TopologyId, told.Generation)] == content,
            "orders of one generation differ");
        Assert.Equal(record.Assignment!.WorkerOfExecutor.Count, told.EpochOfExecutor.Count);
    }
}
