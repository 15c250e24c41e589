using Topology.Testing;

namespace Topology.Streams.Tests.Support;

/// <summary>Runs programs in simulation.</summary>
internal static class Programs
{
    /// <summary>Runs a program over bounded sources until it has completed; fails if anything went wrong on the way.</summary>
    public static void RunToCompletion(this StreamBuilder program, TopologyConfig? config = null, SimulationOptions? options = null)
    {
        using var topology = new SimulatedTopology(program.Build(), config, (options ?? new SimulationOptions()) with { Serializer = new PlainJson() });
        topology.RunToCompletion();
        Assert.Empty(topology.Errors);
        Assert.Equal(0, topology.Totals.Failed + topology.Totals.TimedOut);
    }

    /// <summary>What a program gives that ends in one sink.</summary>
    public static Collected<T> Run<T>(Func<StreamBuilder, Stream<T>> write, TopologyConfig? config = null)
    {
        var program = new StreamBuilder();
        var collected = new Collected<T>();
        write(program).To(collected.Add);
        program.RunToCompletion(config);
        return collected;
    }
}
