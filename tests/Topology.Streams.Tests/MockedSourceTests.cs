using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Lists in the place of a program's sources.</summary>
public class MockedSourceTests
{
    [Fact]
    public void Without_fusion_a_mocked_source_gives_elements_and_every_operator_runs() => Assert.Equal(
        ["a 1", "a 2", "b 1"], Run(isFusing: false, ["a b"], ["a"]));

    [Fact]
    public void With_fusion_a_mocked_source_gives_what_leaves_its_component() => Assert.Equal(
        ["a 1", "a 2", "b 1"], Run(isFusing: true, ["a"], ["b"], ["a"]));

    private static string[] Run(bool isFusing, params Value[][] tuples)
    {
        var results = new Collected<string>();
        var program = new StreamBuilder { IsFusing = isFusing };
        program.FromFile("nowhere.txt").WithName("lines").SelectMany(line => line.Split(' ')).KeyBy(word => word).Count().To(pair => results.Add($"{pair.Key} {pair.Value}"));
        var options = new SimulationOptions { MockedSources = new Dictionary<string, IReadOnlyList<Value[]>> { ["lines"] = tuples }, Serializer = new PlainJson() };
        using var topology = new SimulatedTopology(program.Build(), options: options);
        topology.RunToCompletion();
        Assert.Empty(topology.Errors);
        return results.Sorted;
    }
}
