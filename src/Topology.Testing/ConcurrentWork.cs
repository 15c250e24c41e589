using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Testing;

/// <summary>Knows the bolts that go on working after a slice: fake time must not run away while such a bolt awaits something real.</summary>
internal sealed class ConcurrentWork(SteppedScheduler scheduler)
{
    private readonly List<(Executor? Executor, IConcurrentBolt Bolt)> _bolts = [];

    /// <summary>Whether inputs are in work outside of slices; not where an executor is held back that may know already that they are done.</summary>
    public bool IsBusy => _bolts.Exists(entry => entry.Bolt.IsBusy && !scheduler.IsHeld(entry.Executor));

    /// <summary>The same graph, with an eye on the bolts its factories make.</summary>
    public TopologySpec Watch(TopologySpec spec) =>
        new(spec.Components.Select(component => component with { Factory = () => Note(component.Factory()) }));

    /// <summary>The instances of an executor were given up: what they still do is of no use to anybody.</summary>
    public void GivenUp(Executor executor) => _bolts.RemoveAll(entry => entry.Executor == executor);

    private Component Note(Component made)
    {
        if (made is IConcurrentBolt bolt)
            _bolts.Add((scheduler.Current, bolt));
        return made;
    }
}
