using System.Globalization;
using Topology.PerfGate.Baselines;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate;

/// <summary>Every workload by name. Each is measured in a process of its own, ours and the baselines alike.</summary>
internal static class Workloads
{
    /// <summary>Hidden: makes this process a child that measures one workload.</summary>
    public const string ChildArgument = "--child-workload";

    private static readonly Dictionary<string, Func<IWorkload>> Free = new(StringComparer.Ordinal)
    {
        ["limit"] = () => new RawThreadChain(),
        ["untracked"] = () => new TopologyChain(isTracked: false),
        ["tracked"] = () => new TopologyChain(isTracked: true),
        ["40 executors"] = () => new TopologyChain(isTracked: false, spouts: 10, bolts: 15, ackers: 10),
        ["channels"] = () => new ChannelChain(),
        ["streams"] = () => new StreamsChain(isFused: false),
        ["streams fused"] = () => new StreamsChain(isFused: true),
        ["dataflow"] = () => new DataflowChain(),
        ["wordcount"] = () => new WordCountTopology(),
        ["wordcount untracked"] = () => new WordCountTopology(isTracked: false),
        ["wordcount effectively once"] = () => new EffectivelyOnceWordCount(),
        ["counted by key"] = () => new WindowTopology(null),
        ["tumbling"] = () => new WindowTopology(WindowSpec.Tumbling(TimeSpan.FromSeconds(1))),
        ["sliding"] = () => new WindowTopology(WindowSpec.Sliding(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)), sums: true),
        ["wordcount stateful"] = () => new StatefulWordCount(),
        ["wordcount of streams"] = () => new StreamWordCount(isSplitAtSource: false),
        ["wordcount of streams, split at the source"] = () => new StreamWordCount(isSplitAtSource: true),
        ["numbers by hand"] = () => new NumberChain(isFused: false),
        ["numbers of streams"] = () => new NumberChain(isFused: true),
        ["socket"] = () => new SocketLink(),
        ["wordcount channels"] = () => new ChannelWordCount(),
    };

    private static readonly Dictionary<string, Func<int, IPacedWorkload>> Paced = new(StringComparer.Ordinal)
    {
        ["paced"] = rate => new PacedTopologyChain(rate),
        ["paced watermarks"] = rate => new PacedTimedChain(rate),
        ["paced channels"] = rate => new PacedChannelChain(rate),
        ["paced socket"] = rate => new PacedSocketLink(rate),
    };

    /// <summary>Measures a workload that goes as fast as it can.</summary>
    public static Window Measure(Repeat repeat, string name) => repeat.Once(name, parameters => ToWindow(Child(name, parameters)));

    /// <summary>Measures a workload at a fixed rate.</summary>
    public static PacedWindow MeasurePaced(Repeat repeat, string name) => repeat.Once(name, parameters => ToPacedWindow(Child(name, parameters)));

    /// <summary>The child's whole work: measures and prints.</summary>
    /// <returns>The exit code.</returns>
    public static int RunChild(string name, string kind)
    {
        try
        {
            var parameters = kind == nameof(GateParameters.Quick) ? GateParameters.Quick : GateParameters.Full;
            double[] numbers = Free.TryGetValue(name, out var start)
                ? Numbers(Window.Measure(start, parameters))
                : Numbers(PacedWindow.Measure(() => Paced[name](parameters.PacedRate), parameters));
            Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
            return 0;
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
            return 1;
        }
    }

    private static double[] Child(string name, GateParameters parameters)
    {
        var kind = parameters == GateParameters.Quick ? nameof(GateParameters.Quick) : nameof(GateParameters.Full);
        return [.. ChildProcess.Run(ChildArgument, name, kind).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    private static double[] Numbers(Window window) => [window.Elapsed.Ticks, window.Tuples, window.AllocatedBytes, window.Cpu.Ticks];

    private static Window ToWindow(double[] numbers) =>
        new(TimeSpan.FromTicks((long)numbers[0]), (long)numbers[1], (long)numbers[2], TimeSpan.FromTicks((long)numbers[3]));

    private static double[] Numbers(PacedWindow window) => [window.P99, window.CpuPercent, window.WatermarkP99];

    private static PacedWindow ToPacedWindow(double[] numbers) => new(numbers[0], numbers[1], numbers[2]);
}
