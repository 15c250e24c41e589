using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Engine;

namespace Topology.Connectors.Tests.Support;

/// <summary>Makes what a task is shown.</summary>
internal static class Contexts
{
    private static readonly Meter Meter = new("test");

    /// <summary>Of one task of the spout "source" or the bolt "sink".</summary>
    public static TopologyContext Of(
        string component, DeliveryGuarantee guarantee, FakeStates states, int index = 0, int tasks = 1, TimeProvider? time = null, Action<Action>? post = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new SequenceSpout(1, 1), tasks);
        builder.SetBolt("sink", new Fields(), (_, _) => { }, tasks).ShuffleGrouping("source");
        return new TopologyContext(new ContextValues
        {
            TaskId = index + 1,
            TaskIndex = index,
            ComponentId = component,
            TopologyId = "demo-1",
            TopologyName = "demo",
            Spec = builder.Build(),
            Config = new TopologyConfig { Guarantee = guarantee },
            Logger = NullLogger.Instance,
            TimeProvider = time ?? TimeProvider.System,
            Meter = Meter,
            Post = post ?? (action => action()),
            Tasks = new Dictionary<string, IReadOnlyList<int>> { [component] = [.. Enumerable.Range(1, tasks)] },
            WorkerTasks = [index + 1],
            Arguments = TopologyArguments.Empty,
            States = states,
        });
    }
}
