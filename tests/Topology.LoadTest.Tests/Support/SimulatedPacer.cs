using Microsoft.Extensions.Time.Testing;
using Topology.LoadTest.Engine;

namespace Topology.LoadTest.Tests.Support;

/// <summary>Lets fake time pass instead of waiting: the generator itself drives the clock, so that a run is the same each time.</summary>
internal sealed class SimulatedPacer(FakeTimeProvider time) : IPacer
{
    public List<TimeSpan> Waits { get; } = [];

    public ValueTask WaitAsync(TimeSpan wait, CancellationToken token)
    {
        Waits.Add(wait);
        time.Advance(wait);
        return ValueTask.CompletedTask;
    }
}
