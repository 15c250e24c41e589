using System.Globalization;

namespace Topology.Clustering.Hosting;

/// <summary>How members find each other, notice deaths and part after a partition.</summary>
/// <remarks>
/// Members are nodes and worker processes. Only master nodes decide a partition: the side with most of them stays (of two equal ones, that with the lowest address), the other removes itself.
/// So a cluster with one master node keeps it whatever else dies; one with three survives the death of any one. Supervisors and workers do not count: hundreds of workers on one node must not outvote
/// the masters. A worker that has been removed, or has lost every master, is not at an end: its actor system ends, its executors go on, and it joins again with a new actor system.
/// Every step has its share of the 10 s in which tuples must flow again after the death of a node: about 3 s until it is noticed (a heartbeat interval and the acceptable pause), 3 s until the view is
/// stable, 1 s until it is removed.
/// </remarks>
internal static class ClusterSettings
{
    public static string For(ClusterOptions options) => string.Create(CultureInfo.InvariantCulture, $$"""
        use-dispatcher = {{DispatcherSettings.Cluster}}
        log-info-verbose = off
        periodic-tasks-initial-delay = 200ms
        gossip-interval = 250ms
        leader-actions-interval = 250ms
        unreachable-nodes-reaper-interval = 500ms
        seed-node-timeout = 3s
        retry-unsuccessful-join-after = 3s
        shutdown-after-unsuccessful-join-seed-nodes = off
        run-coordinated-shutdown-when-down = on
        down-removal-margin = {{Milliseconds(RemovalMargin)}}
        failure-detector {
          heartbeat-interval = {{Milliseconds(options.HeartbeatInterval)}}
          expected-response-after = {{Milliseconds(options.HeartbeatInterval)}}
          acceptable-heartbeat-pause = {{Milliseconds(options.AcceptablePause)}}
        }
        downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
        split-brain-resolver {
          active-strategy = keep-majority
          stable-after = {{Milliseconds(options.StableAfter)}}
          down-all-when-unstable = {{Milliseconds(Unstable(options.StableAfter))}}
          keep-majority.role = master
        }
        singleton { role = master, hand-over-retry-interval = 500ms }
        singleton-proxy { role = master, singleton-identification-interval = 500ms }
        """);

    /// <summary>How long the next oldest node waits with the master after the former one's was removed. The other side of a partition decides within the same second, and
    /// two masters that overlap for a moment cannot both write: the journal takes each sequence number once.</summary>
    private static readonly TimeSpan RemovalMargin = TimeSpan.FromMilliseconds(1500);

    /// <summary>Members that come and go for so long beyond the stable time that nobody can decide end together and start anew: Akka's rule for "on", with room for several nodes that die one after another.</summary>
    private static TimeSpan Unstable(TimeSpan stableAfter) => TimeSpan.FromSeconds(Math.Max(15, 3 * stableAfter.TotalSeconds));

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");
}
