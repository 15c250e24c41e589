using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Tests.Support;

/// <summary>A whole engine on the test's thread and in fake time.</summary>
internal sealed class TestTopology : IDisposable
{
    public TestTopology(Action<TopologyBuilder> define, TopologyConfig? config = null, ulong seed = 1, ICheckpointSink? checkpoints = null)
    {
        var builder = new TopologyBuilder();
        define(builder);
        Clock = new EngineClock(Time);
        Engine = new TopologyEngine(new EngineSettings
        {
            TopologyId = "test-1",
            TopologyName = "test",
            Plan = new TopologyPlan(builder.Build(), config ?? new TopologyConfig()),
            Clock = Clock,
            Scheduler = Scheduler,
            Observer = Observer,
            Loggers = NullLoggerFactory.Instance,
            Checkpoints = checkpoints,
            Seed = seed,
        });
    }

    public FakeTimeProvider Time { get; } = new();

    public EngineClock Clock { get; }

    public ManualScheduler Scheduler { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public TopologyEngine Engine { get; }

    /// <summary>Prepares everything, lets spouts emit and runs until idle.</summary>
    public TestTopology Start(bool active = true)
    {
        foreach (var executor in Engine.Executors)
            executor.Start();
        Scheduler.RunAll();
        if (active)
            Activate();
        return this;
    }

    public void Activate()
    {
        Engine.SetActive(true, () => { });
        Scheduler.RunAll();
    }

    public void Deactivate()
    {
        Engine.SetActive(false, () => { });
        Scheduler.RunAll();
    }

    public void Run() => Scheduler.RunAll();

    /// <summary>Moves the time on, stopping at each wake-up asked for.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Clock.Now + by.Ticks;
        Scheduler.RunAll();
        for (var rounds = 0; Scheduler.NextWake <= end; rounds++)
        {
            Assert.True(rounds < 200_000, "an executor asks to be woken without end");
            Time.Advance(TimeSpan.FromTicks(Math.Max(0, Scheduler.NextWake - Clock.Now)));
            Scheduler.FireDue(Clock.Now);
            Scheduler.RunAll();
        }
        Time.Advance(TimeSpan.FromTicks(Math.Max(0, end - Clock.Now)));
        Scheduler.RunAll();
    }

    /// <summary>Time passes without anybody noticing, as inside a call of user code.</summary>
    public void Pass(TimeSpan time) => Time.Advance(time);

    public ComponentExecutor Of(string component, int index = 0) =>
        Engine.Executors.Where(executor => executor.Plan.Component.Id == component).ElementAt(index);

    public SpoutExecutor Spout(string component, int index = 0) => (SpoutExecutor)Of(component, index);

    public BoltExecutor Bolt(string component, int index = 0) => (BoltExecutor)Of(component, index);

    public ExecutorCounters Counters(string component) => Of(component).Counters;

    public void Restart(string component)
    {
        Of(component).Start();
        Scheduler.RunAll();
    }

    public void Dispose() => Engine.Dispose();
}
