using System.Diagnostics;
using System.Globalization;
using Topology.Clustering;
using Topology.PerfGate.Clustered;

namespace Topology.PerfGate.Figures;

/// <summary>How long a cluster takes for what interrupts it, in seconds.</summary>
internal static class ClusterEventFigures
{
    private const int Masters = 3;
    private const int PackageBytes = 20_000_000;
    private const int Ballasts = 4; // files

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>kill -9 of the worker with the bolt, while the spout emits tracked tuples as fast as it can, until the bolt has a tuple in another process.</summary>
    public static Reading WorkerDeath(Repeat repeat)
    {
        using var cluster = new PerfCluster();
        var marks = Directory.CreateDirectory(Path.Combine(cluster.Folder, "marks")).FullName;
        cluster.Start("link", "--tracked", "true", "--marks", marks).EnsureSpread(2);
        PerfCluster.WaitFor("the first tuple", () => Marks(marks) == 1);
        Thread.Sleep(repeat.Parameters.ClusterWarmUp);
        var victim = int.Parse(Path.GetFileName(Directory.EnumerateFiles(marks).Single()), CultureInfo.InvariantCulture);
        var start = Stopwatch.GetTimestamp();
        OwnProcesses.Kill(victim);
        PerfCluster.WaitFor("a tuple in the worker's replacement", () => Marks(marks) == 2);
        return SecondsSince(start);
    }

    /// <summary>kill -9 of the node with the master, of three, until a client's next submission is accepted. The client is told nothing; each attempt has a name of its own,
    /// since a master that was lost may have accepted.</summary>
    public static Reading MasterDeath(Repeat repeat)
    {
        using var cluster = new PerfCluster(Masters);
        cluster.Start("wordcount");
        Thread.Sleep(repeat.Parameters.ClusterWarmUp);
        var victim = cluster.Master ?? throw new InvalidOperationException("There is no master.");
        var start = Stopwatch.GetTimestamp();
        cluster.KillNode(victim);
        var attempts = 0;
        PerfCluster.WaitFor("a submission", () => IsAccepted(cluster, $"next-{++attempts}"));
        return SecondsSince(start) with { Note = $"({attempts} attempts)" };
    }

    /// <summary>A package of 20 MB that cannot be compressed, from the call until the topology is active on two workers.</summary>
    public static Reading LargeSubmit(Repeat _)
    {
        using var cluster = new PerfCluster();
        var package = MakePackage(Path.Combine(cluster.Folder, "package"));
        var start = Stopwatch.GetTimestamp();
        var topology = cluster.Submit(package, "link", "large");
        topology.WaitUntilActive();
        var taken = SecondsSince(start);
        topology.EnsureSpread(2);
        return taken;
    }

    private static bool IsAccepted(PerfCluster cluster, string name)
    {
        try
        {
            cluster.Submit(PerfPaths.Topologies, "link", name);
            return true;
        }
        catch (TopologyException)
        {
            Thread.Sleep(Pause);
            return false;
        }
    }

    private static string MakePackage(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(PerfPaths.Topologies))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var random = new Random(PackageBytes);
        var bytes = new byte[PackageBytes / Ballasts];
        for (var number = 0; number < Ballasts; number++)
        {
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(folder, $"ballast{number}.bin"), bytes);
        }
        return folder;
    }

    private static int Marks(string folder) => Directory.EnumerateFiles(folder).Count();

    private static Reading SecondsSince(long start) => new(Stopwatch.GetElapsedTime(start).TotalSeconds, null);
}
