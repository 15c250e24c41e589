using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Hosting;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A master's guard whose nodes and workers are probes. Its clock is moved by the test; timers of Akka run by themselves.</summary>
public abstract class MasterKit : Akka.TestKit.Xunit.TestKit
{
    private readonly ConcurrentDictionary<string, TestProbe> _probes = [];

    protected MasterKit(string name)
        : base(Settings, name)
    {
    }

    private protected FakeTimeProvider Time { get; } = new(Samples.Start);

    private protected MemoryPackages Packages { get; } = new();

    private protected Func<SubmitTopology, Task<TopologyBlueprint>> Blueprint { get; set; } = _ => Task.FromResult(Samples.Blueprint());

    private static Config Settings => ConfigurationFactory.ParseString($$"""
        akka.loglevel = WARNING
        akka.persistence.journal.plugin = "akka.persistence.journal.breakable"
        akka.persistence.journal.breakable.class = "{{typeof(BreakableJournal).AssemblyQualifiedName}}"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        akka.test.default-timeout = 10s
        akka.test.single-expect-default = 10s
        """).WithFallback(ConfigurationFactory.ParseString(SerializerSettings.For([typeof(IMasterEvent), typeof(MasterState)], 4 << 20)));

    private protected MasterOptions Options => new()
    {
        Node = "m1",
        Scheduler = new SimpleScheduler(),
        Packages = Packages,
        MakeBlueprint = (submit, _) => Blueprint(submit),
        Time = Time,
        Settings = new Dictionary<string, string> { ["token"] = "x" },
    };

    /// <summary>The probe at an address: a supervisor or a worker.</summary>
    private protected TestProbe At(string address) => _probes.GetOrAdd(address, _ => CreateTestProbe());

    private protected IActorRef StartGuard(string name = "guard")
    {
        var options = Options;
        Func<string, string, ICanTell> find = (address, _) => At(address);
        return Sys.ActorOf(Props.Create(() => new MasterGuardActor(options, find)), name);
    }

    /// <summary>Waits until the journal is read and lets the grace pass.</summary>
    private protected void AwaitReady(IActorRef guard)
    {
        AwaitRead(guard);
        Time.Advance(ClusterView.Grace);
    }

    /// <summary>Waits until the journal is read.</summary>
    private protected void AwaitRead(IActorRef guard)
    {
        var probe = CreateTestProbe();
        AwaitAssert(() =>
        {
            guard.Tell(new LocateMaster(), probe);
            probe.ExpectMsg<MasterLocated>(TimeSpan.FromSeconds(1));
        });
    }

    private protected T Ask<T>(IActorRef guard, IProtocolMessage request)
    {
        guard.Tell(request, TestActor);
        return ExpectMsg<T>(Patience.Limit);
    }

    /// <summary>The next message, which is of that type.</summary>
    private protected T Next<T>(TestProbe? at = null) => at is null ? ExpectMsg<T>() : at.ExpectMsg<T>();

    /// <summary>The next message that is of that type and fits; others are passed over.</summary>
    private protected static T Until<T>(TestProbe at, Func<T, bool> fits) => (T)at.FishForMessage(message => message is T wanted && fits(wanted));

    private protected static void Nothing(TestProbe at) => at.ExpectNoMsg(TimeSpan.Zero);

    private protected void Eventually(Action assertion) => AwaitAssert(assertion);

    private protected void End(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    private protected void Upload(IActorRef guard)
    {
        Ask<UploadState>(guard, new BeginUpload(Samples.Package, 3));
        Assert.True(Ask<UploadState>(guard, new UploadPiece(Samples.Package, 0, [1, 2, 3])).IsComplete);
    }

    /// <summary>Uploads, submits, and lets the nodes a and b run the workers until the topology is active.</summary>
    private protected string SubmitAndRun(IActorRef guard)
    {
        Upload(guard);
        foreach (var node in new[] { "a", "b" })
            guard.Tell(Samples.NodeReport(node, 1, 0), At(NodeAddress(node)));
        var id = Ask<TopologyAccepted>(guard, Samples.Submit()).Id;
        foreach (var (node, worker) in new[] { ("a", 0), ("b", 1) })
        {
            var orders = (SupervisorOrders)At(NodeAddress(node)).FishForMessage(message => message is SupervisorOrders { Workers.Count: 1 });
            Assert.Equal(worker, orders.Workers[0].Worker);
            Report(guard, id, node, worker, orders.Revision);
        }
        foreach (var (node, worker) in new[] { ("a", 0), ("b", 1) })
            Carry(guard, id, node, worker, WorkerGoal.Inactive);
        foreach (var (node, worker) in new[] { ("a", 0), ("b", 1) })
            Carry(guard, id, node, worker, WorkerGoal.Active);
        return id;
    }

    /// <summary>A node reports its worker as running, and the worker reports itself.</summary>
    private protected void Report(IActorRef guard, string id, string node, int worker, long revision)
    {
        guard.Tell(Samples.NodeReport(node, 1, revision, Samples.Running(id, worker, 0)), At(NodeAddress(node)));
        guard.Tell(Samples.Report(id, worker, node), At(NodeAddress(node)));
    }

    /// <summary>A worker waits for orders and carries them out.</summary>
    private protected WorkerOrders Carry(IActorRef guard, string id, string node, int worker, WorkerGoal goal)
    {
        var report = Samples.Report(id, worker, node);
        var orders = (WorkerOrders)At(report.Address).FishForMessage(message => message is WorkerOrders orders && orders.Goal == goal);
        var phase = goal == WorkerGoal.Stopped ? WorkerPhase.Stopped : WorkerPhase.Ready;
        guard.Tell(report with { Generation = orders.Generation, Phase = phase, Goal = goal }, At(report.Address));
        return orders;
    }

    private protected static string NodeAddress(string node) => Samples.NodeReport(node, 1, 0).Address;
}
