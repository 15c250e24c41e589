using System.Globalization;
using Topology.PerfGate.Clustered;

namespace Topology.PerfGate.Figures;

/// <summary>What a topology on two workers gets done. Each has a fresh cluster of one node; ours and the baselines run one after the other.</summary>
internal static class ClusterLoadFigures
{
    private const int Workers = 2;

    public static Reading WordCount(Repeat repeat) =>
        new(RateOf("wordcount", "count", repeat.Parameters), Workloads.Measure(repeat, "wordcount").Rate);

    public static Reading Link(Repeat repeat) =>
        new(RateOf("link", "sink", repeat.Parameters), Workloads.Measure(repeat, "socket").Rate);

    public static Reading Latency(Repeat repeat) => new(Paced(repeat).P99, Workloads.MeasurePaced(repeat, "paced socket").P99);

    public static Reading Cpu(Repeat repeat) => new(Paced(repeat).CpuPercent, Workloads.MeasurePaced(repeat, "paced socket").CpuPercent, "(baseline: the bare socket's receiver)");

    /// <summary>Times a process was given up by another although none died. Akka.Cluster sends a heartbeat each half second and answers it; a member counts as
    /// unreachable when the silence is longer than <c>cluster.acceptable-pause</c> beyond the usual. Whoever finds that says so in its log, and so do all that it tells:
    /// every such line is counted, in the logs of the node and both workers.</summary>
    public static Reading Heartbeats(Repeat repeat)
    {
        using var cluster = new PerfCluster();
        var topology = cluster.Start("wordcount");
        topology.EnsureSpread(Workers);
        var rate = topology.RateOf("count", repeat.Parameters.HeartbeatTime);
        topology.EnsureHealthy();
        var missed = cluster.LogLines().Count(line => line.Contains("as UNREACHABLE", StringComparison.Ordinal));
        var late = cluster.LogLines().Count(line => line.Contains("heartbeat interval is growing too large", StringComparison.Ordinal));
        return new Reading(missed, null, $"({Report.Number(rate)} words/s, {late} warnings of late ones)");
    }

    private static double RateOf(string definition, string component, GateParameters parameters)
    {
        using var cluster = new PerfCluster();
        var topology = cluster.Start(definition);
        topology.EnsureSpread(Workers);
        Thread.Sleep(parameters.ClusterWarmUp);
        var rate = topology.RateOf(component, parameters.ClusterWindow);
        topology.EnsureHealthy();
        return rate;
    }

    private static Measuring.PacedWindow Paced(Repeat repeat) => repeat.Once("paced link", parameters =>
    {
        using var cluster = new PerfCluster();
        var file = Path.Combine(cluster.Folder, "p99");
        var warmUp = parameters.ClusterWarmUp;
        var topology = cluster.Start(
            "link", "--rate", Text(parameters.PacedRate), "--latency", file, "--warm-up", Text(warmUp.TotalSeconds));
        topology.EnsureSpread(Workers);
        Thread.Sleep(warmUp);
        var before = topology.Executed("sink");
        var cpu = topology.CpuPercentDuring(parameters.ClusterWindow);
        var rate = (topology.Executed("sink") - before) / parameters.ClusterWindow.TotalSeconds;
        if (rate < parameters.PacedRate * 0.5) // reports are a second apart: this only finds that it does not keep up at all
            throw new InvalidOperationException($"The link kept up only {rate:0} of {parameters.PacedRate} tuples/s.");
        topology.EnsureHealthy();
        topology.Kill();
        PerfCluster.WaitFor("the latency's file", () => File.Exists(file));
        return new Measuring.PacedWindow(double.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture), cpu);
    });

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
