using System.Buffers;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Hosting;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Hosting;
using Topology.Clustering.Tests.Supervisor;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Two workers of one topology, each with an actor system of its own on loopback; the test is their master.</summary>
internal sealed class WorkerPair : IAsyncDisposable
{
    private const string TopologyId = "words-1";

    private readonly RunningSystems _systems = new();
    private readonly WorkerThreads _threads = new(new EngineClock(TimeProvider.System), 2);
    private readonly LoadedTopology _topology;
    private readonly int[] _workerOfExecutor;
    private readonly HashSet<int> _killed = [];
    private readonly ActorSystem[] _hosts = new ActorSystem[2];

    /// <param name="define">The graph; components whose names begin with "far" are in worker 1, all others in worker 0.</param>
    /// <param name="guarantee">What the topology asks for.</param>
    public WorkerPair(Action<TopologyBuilder> define, DeliveryGuarantee guarantee = DeliveryGuarantee.AtLeastOnce)
    {
        var builder = new TopologyBuilder();
        define(builder);
        var definition = new Definition();
        _topology = new LoadedTopology(definition, definition.Name, new TopologyConfig { AckerExecutors = 2, Workers = 2, Guarantee = guarantee, CheckpointInterval = TimeSpan.FromMilliseconds(100) }, builder.Build(), TopologyArguments.Empty, new Version(1, 0));
        var plan = new TopologyPlan(_topology.Spec, _topology.Config);
        _workerOfExecutor = [.. plan.Executors.Select(executor => executor.Component.Id.StartsWith("far", StringComparison.Ordinal) ? 1 : 0)];
        Sessions = [.. Enumerable.Range(0, 2).Select(Session)];
        Join(0);
        Join(1);
    }

    public MasterRecord Master { get; } = new();

    public MemoryCheckpointStore Store { get; } = new();

    public WorkerSession[] Sessions { get; }

    public IActorRef[] Actors { get; } = new IActorRef[2];

    /// <summary>Both have been told, and have come so far.</summary>
    public async Task ReachAsync(long generation, WorkerGoal goal)
    {
        var phase = goal == WorkerGoal.Stopped ? WorkerPhase.Stopped : WorkerPhase.Ready;
        Master.Forget();
        Tell(generation, goal);
        for (var worker = 0; worker < 2; worker++)
        {
            var number = worker;
            await Master.HearAsync<WorkerReport>(
                report => report.Worker == number && report.Phase == phase && report.Goal == goal && (phase == WorkerPhase.Stopped || report.Generation == generation),
                $"worker {number} is {phase} and {goal} at generation {generation}");
        }
    }

    public void Tell(long generation, WorkerGoal goal)
    {
        var places = Sessions.Select((session, worker) => new WorkerPlace(worker, session.Parts.Spec.Incarnation, ClusterSystem.AddressOf(_hosts[worker]).ToString()));
        var orders = new WorkerOrders(TopologyId, generation, goal, [.. places], _workerOfExecutor, new long[_workerOfExecutor.Length], [0, 1], Term: generation);
        foreach (var actor in Actors)
            actor.Tell(orders);
    }

    public Task<T> AskAsync<T>(int worker, IProtocolMessage question) => RunningSystems.AskAsync<T>(Actors[worker], question);

    /// <summary>The actor system ends, as when the cluster has removed it, and another one follows.</summary>
    public async Task ReplaceSystemAsync(int worker)
    {
        await RunningSystems.KillAsync(_hosts[worker]);
        Join(worker);
    }

    /// <summary>The process ends without a word.</summary>
    public async Task KillAsync(int worker)
    {
        await RunningSystems.KillAsync(_hosts[worker]);
        Sessions[worker].Dispose();
        _killed.Add(worker);
    }

    public async ValueTask DisposeAsync()
    {
        await _systems.DisposeAsync();
        for (var worker = 0; worker < 2; worker++)
        {
            if (!_killed.Contains(worker))
                Sessions[worker].Dispose();
        }
        _threads.Dispose();
    }

    private void Join(int worker)
    {
        var system = _systems.StartClient(new ClientSystemOptions { Cluster = "workers" });
        var (session, address, master) = (Sessions[worker], ClusterSystem.AddressOf(system).ToString(), Master.StartIn(system));
        _hosts[worker] = system;
        Actors[worker] = system.ActorOf(Props.Create(() => new WorkerActor(session, address, master)), "worker");
    }

    private WorkerSession Session(int worker) => new(new WorkerParts
    {
        Spec = new WorkerSpec(
            TopologyId, "words", worker, 100 + worker, "n1", Orders.Code(), "/nowhere", "/nowhere", "/nowhere",
            new WorkerNetwork([], "127.0.0.1", "127.0.0.1", null, "", new CheckpointPlace("/nowhere", null))),
        Topology = _topology,
        Threads = _threads,
        Clock = _threads.Clock,
        Loggers = NullLoggerFactory.Instance,
        Serializer = new Nothing(),
        Store = Store,
    });

    private sealed class Definition : TopologyDefinition
    {
        public override string Name => "words";

        public override void Define(TopologyBuilder builder, TopologyArguments arguments)
        {
        }
    }

    private sealed class Nothing : IValueSerializer
    {
        public void Serialize(object value, IBufferWriter<byte> target) => throw new NotSupportedException("no objects here");

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException("no objects here");
    }
}
