using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Hosting;
using Topology.Clustering.Tests.Support;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Topology.Clustering.Tests.Hosting;

/// <summary>Real actor systems of one test on loopback, ended with it.</summary>
internal sealed class RunningSystems : IAsyncDisposable
{
    private readonly List<ActorSystem> _systems = [];

    /// <summary>What all systems logged, as lines.</summary>
    public RecordingLoggers Log { get; } = new();

    public ConfigFolder Folder { get; } = new();

    /// <summary>Settings of a node of its own folder, on any free port.</summary>
    public NodeConfig Config(string name, string settings = "", params ActorSystem[] seeds)
    {
        var text = $$"""
            topology {
              node.port = 0
              node.name = {{name}}
              node.data-dir = {{name}}
              cluster.seeds = [{{string.Join(", ", seeds.Select(seed => $"\"127.0.0.1:{ClusterSystem.PortOf(seed)}\""))}}]
              {{settings}}
            }
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            """;
        return NodeConfig.Parse(text, Folder.At($"{name}.conf"), _ => null);
    }

    public ActorSystem StartNode(NodeConfig config, params Type[] markers) => Keep(ClusterSystem.StartNode(config, Log, markers));

    public ActorSystem StartWorker(NodeConfig config, ActorSystem seed) =>
        Keep(ClusterSystem.StartWorker(config, [$"127.0.0.1:{ClusterSystem.PortOf(seed)}"], Log));

    public ActorSystem StartClient(ClientSystemOptions options) => Keep(ClusterSystem.StartClient(options, Log));

    /// <summary>Ends a system as a killed process would: without a word to the others, for its coordinated shutdown is not tied to that.</summary>
    public static Task KillAsync(ActorSystem system) => system.Terminate();

    /// <summary>Asks, and waits only for so long.</summary>
    public static Task<T> AskAsync<T>(ICanTell actor, object question) => actor.Ask<T>(question, Patience.Limit, TestContext.Current.CancellationToken);

    /// <summary>Completes once a system counts so many members that are up, and no unreachable ones.</summary>
    public static Task SeesMembersAsync(ActorSystem system, int count)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new MemberCounter(count, seen)));
        return seen.Task.Within($"{count} members are up on {ClusterSystem.AddressOf(system)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(KillAsync));
        Folder.Dispose();
    }

    private ActorSystem Keep(ActorSystem system)
    {
        _systems.Add(system);
        return system;
    }

    private sealed class MemberCounter : ReceiveActor
    {
        private readonly Dictionary<UniqueAddress, MemberStatus> _members = [];
        private readonly HashSet<UniqueAddress> _unreachable = [];

        public MemberCounter(int count, TaskCompletionSource seen)
        {
            Receive<ClusterEvent.CurrentClusterState>(state =>
            {
                foreach (var member in state.Members)
                    _members[member.UniqueAddress] = member.Status;
                _unreachable.UnionWith(state.Unreachable.Select(member => member.UniqueAddress));
                Check();
            });
            Receive<ClusterEvent.MemberRemoved>(removed =>
            {
                _members.Remove(removed.Member.UniqueAddress);
                _unreachable.Remove(removed.Member.UniqueAddress);
                Check();
            });
            Receive<ClusterEvent.IMemberEvent>(changed =>
            {
                _members[changed.Member.UniqueAddress] = changed.Member.Status;
                Check();
            });
            Receive<ClusterEvent.UnreachableMember>(lost => _unreachable.Add(lost.Member.UniqueAddress));
            Receive<ClusterEvent.ReachableMember>(back =>
            {
                _unreachable.Remove(back.Member.UniqueAddress);
                Check();
            });
            AkkaCluster.Get(Context.System).Subscribe(
                Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

            void Check()
            {
                if (_members.Count == count && _unreachable.Count == 0 && _members.Values.All(status => status == MemberStatus.Up))
                    seen.TrySetResult();
            }
        }
    }
}
