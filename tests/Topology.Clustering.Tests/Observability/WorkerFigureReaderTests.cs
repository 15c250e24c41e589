using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Tests.Observability;

/// <summary>The figures of an engine whose executors come and go, run by hand: spout "s" and two executors of bolt "b".</summary>
public sealed class WorkerFigureReaderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly HandScheduler _scheduler = new();
    private readonly TopologyPlan _plan;
    private readonly TopologyEngine _engine;
    private readonly WorkerFigureReader _reader;
    private Action<StreamTuple, OutputCollector> _execute = (tuple, collector) => collector.Ack(tuple);

    public WorkerFigureReaderTests()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("s", () => new ListSpout([.. Enumerable.Range(0, 10).Select(i => Value.From(i))]));
        builder.SetBolt("b", () => new FunctionBolt((tuple, collector, _) => _execute(tuple, collector)), 2).SetNumTasks(4).ShuffleGrouping("s");
        _plan = new TopologyPlan(builder.Build(), new TopologyConfig { AckerExecutors = 1 });
        _engine = new TopologyEngine(new EngineSettings
        {
            TopologyId = "t-1",
            TopologyName = "t",
            Plan = _plan,
            Clock = new EngineClock(_time),
            Scheduler = _scheduler,
            Observer = new NoObserver(),
            Loggers = NullLoggerFactory.Instance,
            Workers = 2,
        });
        _reader = new WorkerFigureReader(_engine, _time);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void When_all_is_done_Then_counts_of_executors_are_added_up_by_component()
    {
        Run();

        var (spout, bolt) = (CountsOf("s"), CountsOf("b"));
        Assert.Equal((1, 1, 10L, 10L, 10L, 0L, 0L), (spout.Executors, spout.Tasks, spout.Emitted, spout.Tracked, spout.Acked, spout.Failed, spout.Pending));
        Assert.Equal((2, 4, 10L, 0L), (bolt.Executors, bolt.Tasks, bolt.Executed, bolt.Queued));
    }

    [Fact]
    public void When_trees_are_in_flight_Then_they_are_pending_and_have_not_failed()
    {
        _execute = (_, _) => { };
        Run();

        Assert.Equal((10L, 0L), (CountsOf("s").Pending, CountsOf("s").Failed));
    }

    [Fact]
    public void When_executors_have_moved_away_Then_what_they_counted_stays_and_they_are_not_counted_as_executors()
    {
        Run();

        Move("b");

        var bolt = CountsOf("b");
        Assert.Equal((0, 0, 10L, 0L), (bolt.Executors, bolt.Tasks, bolt.Executed, bolt.Queued));
        Assert.Equal(10, _reader.Figures().Single(figures => figures.Counts.Component == "b").Counts.Executed);
    }

    [Fact]
    public void When_a_spout_has_moved_away_with_trees_in_flight_Then_these_have_failed_and_everything_adds_up()
    {
        _execute = (tuple, collector) =>
        {
            if (tuple[0].AsInt32() < 4)
                collector.Ack(tuple);
        };
        Run();

        Move("s");

        var spout = CountsOf("s");
        Assert.Equal((10L, 4L, 6L, 0L, 0L), (spout.Tracked, spout.Acked, spout.Failed, spout.TimedOut, spout.Pending));
    }

    [Fact]
    public void When_a_component_reports_errors_Then_each_is_told_once_and_all_are_counted()
    {
        _execute = (tuple, collector) =>
        {
            if (tuple[0].AsInt32() == 3)
                collector.ReportError(new FormatException("first line\nsecond line"));
            collector.Ack(tuple);
        };
        Run();

        var error = Assert.Single(_reader.NewErrors());
        Assert.Equal(("b", "first line"), (error.Component, error.Message));
        Assert.Empty(_reader.NewErrors());
        Assert.Equal((1L, 0L), (CountsOf("b").Errors, CountsOf("s").Errors));
    }

    [Fact]
    public void When_nothing_has_run_Then_there_are_components_with_zeros_and_no_histograms()
    {
        var figures = _reader.Figures();

        Assert.Equal(["b", "s"], figures.Select(figure => figure.Counts.Component).Order());
        Assert.All(figures, figure => Assert.Equal((0L, 0.0, 0.0, 0), (figure.Counts.Emitted + figure.Counts.Executed, figure.Capacity, figure.BackPressure, figure.ExecuteLatency.Length)));
    }

    private ComponentCounts CountsOf(string component) => _reader.Counts().Single(counts => counts.Component == component);

    private void Run()
    {
        foreach (var executor in _engine.Executors)
            executor.Start();
        _engine.SetActive(true, () => { });
        _scheduler.RunAll();
    }

    /// <summary>Its executors go to worker 1, as a placement says; then they stop here.</summary>
    private void Move(string component)
    {
        var change = _engine.Apply(new Placement(
            0, [.. _plan.Executors.Select(executor => executor.Component.Id == component ? 1 : 0)], new long[_plan.Executors.Count], [0]));
        foreach (var executor in change.Removed)
            executor.Stop(cleanup: true);
        _scheduler.RunAll();
        foreach (var executor in change.Removed)
            _engine.Forget(executor);
    }

    private sealed class HandScheduler : IScheduler
    {
        private readonly Queue<Executor> _ready = new();

        public void Add(Executor executor)
        {
        }

        public void Remove(Executor executor)
        {
        }

        public void Ready(Executor executor) => _ready.Enqueue(executor);

        public void SliceEnds(Executor executor, long ticks, long wakeAt)
        {
        }

        public void RunAll()
        {
            while (_ready.TryDequeue(out var executor))
            {
                if (executor.Run())
                    _ready.Enqueue(executor);
            }
        }
    }

    private sealed class NoObserver : IExecutorObserver
    {
        public void Prepared(ComponentExecutor executor)
        {
        }

        public void Failed(ComponentExecutor executor, ComponentException cause)
        {
        }

        public void Stopped(ComponentExecutor executor)
        {
        }

        public void Drained()
        {
        }
    }
}
