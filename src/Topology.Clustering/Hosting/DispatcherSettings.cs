namespace Topology.Clustering.Hosting;

/// <summary>
/// Threads of their own for membership and for the control connection, so that heartbeats never wait behind anything on the shared thread pool, such as users' code that blocks it. Two threads each: the
/// heartbeat must also get past one long gossip merge.
/// </summary>
internal static class DispatcherSettings
{
    public const string Cluster = "topology-cluster-dispatcher";

    public static string Text { get; } = $$"""
        {{Cluster}} {
          type = ForkJoinDispatcher
          throughput = 5
          dedicated-thread-pool { thread-count = 2, threadtype = background }
        }
        akka.remote.default-remote-dispatcher {
          type = ForkJoinDispatcher
          executor = fork-join-executor
          throughput = 30
          dedicated-thread-pool { thread-count = 2, threadtype = background }
        }
        """;
}
