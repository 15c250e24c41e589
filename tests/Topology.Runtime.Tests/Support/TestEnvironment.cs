using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Runtime.Execution;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Tests.Support;

/// <summary>What executors need around them when there is no engine.</summary>
internal static class TestEnvironment
{
    public static EngineEnvironment Create(IScheduler scheduler, EngineClock clock, TopologyPlan? plan = null, Action? ended = null) => new()
    {
        TopologyId = "test-1",
        TopologyName = "test",
        Plan = plan ?? new TopologyPlan(new TopologySpec([]), new TopologyConfig()),
        Clock = clock,
        Scheduler = scheduler,
        Observer = new RecordingObserver(),
        Activity = new Activity(ended ?? (() => { })),
        Errors = new ErrorLog(5, TimeSpan.FromSeconds(10), clock.Provider),
        Loggers = NullLoggerFactory.Instance,
        Arguments = TopologyArguments.Empty,
        Meter = new Meter("test"),
        Seed = 1,
    };
}
