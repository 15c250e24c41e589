using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>From nothing to the first tuple at the sink, against a bare ActorSystem. Each in fresh child processes, in turn, so that
/// compiling the code the first time is part of both.</summary>
internal static class StartFigure
{
    /// <summary>Hidden: makes this process a child that times one start and prints the milliseconds.</summary>
    public const string ChildArgument = "--child-start";

    private const string Ours = "topology";
    private const string Bare = "actor-system";

    public static Reading Measure(Repeat repeat)
    {
        var ours = new List<double>();
        var bare = new List<double>();
        for (var i = 0; i < repeat.Parameters.Starts; i++)
        {
            ours.Add(TimeChild(Ours));
            bare.Add(TimeChild(Bare));
        }
        return new Reading(Median(ours), Median(bare));
    }

    /// <summary>The child's whole work.</summary>
    /// <returns>The exit code.</returns>
    public static int RunChild(string kind)
    {
        var start = Stopwatch.GetTimestamp();
        var end = kind == Ours ? StartTopology() : StartActorSystem();
        Console.WriteLine(Stopwatch.GetElapsedTime(start, end).TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture));
        Console.Out.Flush();
        Environment.Exit(0); // ending the system orderly is not what is measured
        return 0;
    }

    private static long StartActorSystem()
    {
        _ = ActorSystem.Create("x");
        return Stopwatch.GetTimestamp();
    }

    private static long StartTopology()
    {
        var first = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new ConstantSpout(isTracked: false));
        builder.SetBolt("middle", () => new ForwardBolt()).ShuffleGrouping("source");
        builder.SetBolt("sink", new Fields(), (_, _) => first.TrySetResult(Stopwatch.GetTimestamp())).ShuffleGrouping("middle");
        var run = new LocalRun();
        run.Submit("start", builder);
        return Blocking.Wait(first.Task, "the first tuple");
    }

    private static double TimeChild(string kind) => double.Parse(ChildProcess.Run(ChildArgument, kind), CultureInfo.InvariantCulture);

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
