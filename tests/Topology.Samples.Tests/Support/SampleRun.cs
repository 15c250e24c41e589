using Topology.Testing;

namespace Topology.Samples.Tests.Support;

/// <summary>A sample run to its end, in fake time: what its components emitted and what it printed.</summary>
internal sealed record SampleRun(SimulatedTopology Topology, string Printed) : IDisposable
{
    public IReadOnlyList<string> PrintedLines => Printed.TrimEnd('\n').Split('\n');

    public static TopologySpec Spec(TopologyDefinition definition, params string[] arguments)
    {
        var builder = new TopologyBuilder();
        definition.Define(builder, TopologyArguments.Parse(arguments));
        return builder.Build();
    }

    public static SampleRun ToCompletion(TopologyDefinition definition, params string[] arguments)
    {
        using var console = new PrintedText();
        var topology = new SimulatedTopology(Spec(definition, arguments), options: new SimulationOptions { Serializer = new Topology.Streams.Tests.Support.PlainJson() });
        topology.RunToCompletion();
        return new SampleRun(topology, console.Text);
    }

    public void Dispose() => Topology.Dispose();
}
