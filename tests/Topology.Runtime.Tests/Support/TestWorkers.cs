using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Tests.Support;

/// <summary>A topology spread over several engines on the test's thread, joined by links of the test.</summary>
internal sealed class TestWorkers : IDisposable
{
    private readonly Dictionary<(int From, int To), MemoryLink> _links = [];
    private readonly TopologyConfig _config;
    private readonly ICheckpointSink? _checkpoints;
    private readonly int _workers;

    /// <param name="define">The graph; asked anew for each plan, as each process does.</param>
    /// <param name="workers">How many.</param>
    /// <param name="workerOf">By component and executor's position within it.</param>
    /// <param name="config">Its settings.</param>
    /// <param name="checkpoints">Told of checkpoints by all engines.</param>
    public TestWorkers(Action<TopologyBuilder> define, int workers, Func<string, int, int> workerOf, TopologyConfig? config = null, ICheckpointSink? checkpoints = null)
    {
        _checkpoints = checkpoints;
        var builder = new TopologyBuilder();
        define(builder);
        _workers = workers;
        _config = config ?? new TopologyConfig();
        Plan = new TopologyPlan(builder.Build(), _config);
        var positions = new Dictionary<string, int>();
        WorkerOfExecutor = [.. Plan.Executors.Select(executor => workerOf(executor.Component.Id, positions[executor.Component.Id] = positions.GetValueOrDefault(executor.Component.Id, -1) + 1))];
        EpochOfExecutor = new long[Plan.Executors.Count];
        WorkerOfAcker = [.. Enumerable.Range(0, Plan.Ackers).Select(acker => acker % workers)];
        Clock = new EngineClock(Time);
        Engines = [.. Enumerable.Range(0, workers).Select(Create)];
        for (var one = 0; one < workers; one++)
        {
            for (var other = one + 1; other < workers; other++)
                Join(one, other);
        }
    }

    public TopologyPlan Plan { get; }

    public int[] WorkerOfExecutor { get; }

    public long[] EpochOfExecutor { get; }

    public int[] WorkerOfAcker { get; }

    public FakeTimeProvider Time { get; } = new();

    public EngineClock Clock { get; }

    public ManualScheduler Scheduler { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public TopologyEngine[] Engines { get; }

    public MemoryLink Link(int from, int to) => _links[(from, to)];

    public bool IsQuiet => Engines.All(engine => engine.IsQuiet);

    public Placement PlacementOf(int worker) => new(worker, [.. WorkerOfExecutor], [.. EpochOfExecutor], [.. WorkerOfAcker]);

    public TestWorkers Start()
    {
        foreach (var engine in Engines)
            Start(engine.Executors);
        foreach (var engine in Engines)
            engine.SetActive(true, () => { });
        Run();
        return this;
    }

    public void Start(IEnumerable<ComponentExecutor> executors)
    {
        foreach (var executor in executors)
            executor.Start();
        Run();
    }

    /// <summary>Until nobody has anything to do and nothing is on its way.</summary>
    public void Run()
    {
        do
        {
            Scheduler.RunAll();
        }
        while (_links.Values.ToArray().Count(link => link.Deliver()) > 0);
    }

    public void Advance(TimeSpan by)
    {
        var end = Clock.Now + by.Ticks;
        Run();
        while (Scheduler.NextWake <= end)
        {
            Time.Advance(TimeSpan.FromTicks(Math.Max(0, Scheduler.NextWake - Clock.Now)));
            Scheduler.FireDue(Clock.Now);
            Run();
        }
        Time.Advance(TimeSpan.FromTicks(Math.Max(0, end - Clock.Now)));
        Run();
    }

    /// <summary>Until the credit that receivers kept back has arrived as well.</summary>
    public void Settle() => Advance(TimeSpan.FromMilliseconds(10));

    /// <summary>The worker's process is gone, and the others notice.</summary>
    public void Kill(int worker)
    {
        for (var other = 0; other < _workers; other++)
        {
            if (other == worker)
                continue;
            Link(worker, other).Break();
            Link(other, worker).Break();
            Engines[other].Detach(worker);
        }
        foreach (var executor in Engines[worker].Executors)
            executor.Stop(cleanup: false);
        Scheduler.RunAll();
        Engines[worker].Dispose();
    }

    /// <summary>A new process takes the worker's place, and the others connect to it.</summary>
    public void Replace(int worker, long epoch)
    {
        for (var i = 0; i < WorkerOfExecutor.Length; i++)
            EpochOfExecutor[i] = WorkerOfExecutor[i] == worker ? epoch : EpochOfExecutor[i];
        Engines[worker] = Create(worker);
        for (var other = 0; other < _workers; other++)
        {
            if (other != worker)
                Join(worker, other);
        }
        Start(Engines[worker].Executors);
        Engines[worker].SetActive(true, () => { });
        Run();
    }

    public void Join(int one, int other)
    {
        var (atOne, atOther) = (Engines[one].CreateReceiver(), Engines[other].CreateReceiver());
        _links[(one, other)] = new MemoryLink(atOther, Engines[other]);
        _links[(other, one)] = new MemoryLink(atOne, Engines[one]);
        Engines[one].Attach(other, _links[(one, other)], atOne);
        Engines[other].Attach(one, _links[(other, one)], atOther);
    }

    public void Dispose()
    {
        foreach (var engine in Engines)
            engine.Dispose();
    }

    private TopologyEngine Create(int worker) => new(new EngineSettings
    {
        TopologyId = "test-1",
        TopologyName = "test",
        Plan = Plan,
        Clock = Clock,
        Scheduler = Scheduler,
        Observer = Observer,
        Loggers = NullLoggerFactory.Instance,
        Placement = PlacementOf(worker),
        Workers = _workers,
        Checkpoints = _checkpoints,
        Seed = (ulong)worker + 1,
    });
}
