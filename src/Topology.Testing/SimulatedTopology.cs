using Microsoft.Extensions.Logging.Abstractions;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Testing;

/// <summary>A whole topology on the calling thread, in fake time: fast, and the same in every run of the same seed.</summary>
/// <remarks>
/// The engine is the one of production; only threads and time are replaced. Components take their time from
/// <see cref="TopologyContext.TimeProvider"/> to be part of it. Not thread-safe; one thread drives it.
/// </remarks>
public sealed class SimulatedTopology : IDisposable
{
    private const string Name = "simulated";

    private const int SlicesToFinish = 50; // per executor: enough for thousands of tuples to pass through and their acks to come back

    // Real time that a bolt may await something real: short where the test itself may be what it waits for.
    private static readonly TimeSpan AwaitTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortAwait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AwaitWithTimers = TimeSpan.FromMilliseconds(1);

    private readonly SteppedScheduler _scheduler;
    private readonly SimulationControl _control;
    private readonly Agenda _agenda;
    private readonly ConcurrentWork _work;
    private readonly List<EmittedTuple> _emitted = [];
    private readonly Random _crashes;
    private readonly double _crashProbability;

    /// <summary>Makes the topology, to be prepared and, unless the settings say otherwise, activated first thing by the first call that runs it.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="config">Its settings; null: the defaults.</param>
    /// <param name="options">Seed, mocked sources, injected trouble; null: the defaults.</param>
    public SimulatedTopology(TopologySpec spec, TopologyConfig? config = null, SimulationOptions? options = null)
        : this(spec, config, options, acksByCheckpoint: true)
    {
    }

    /// <param name="spec">What to run.</param>
    /// <param name="config">Its settings; null: the defaults.</param>
    /// <param name="options">Likewise.</param>
    /// <param name="acksByCheckpoint">Whether what a bolt with state acks waits for a checkpoint, at least once.</param>
    internal SimulatedTopology(TopologySpec spec, TopologyConfig? config, SimulationOptions? options, bool acksByCheckpoint)
    {
        ArgumentNullException.ThrowIfNull(spec);
        config ??= new TopologyConfig();
        options ??= new SimulationOptions();
        config.Validate();
        config = config with { StateBackend = StateBackend.Memory }; // the same to components, without files
        _crashes = new Random(options.Seed);
        _crashProbability = options.CrashProbability;
        _scheduler = new SteppedScheduler(options.Seed, options.DelayProbability, options.LongestDelay);
        _agenda = new Agenda(_scheduler.Time);
        _work = new ConcurrentWork(_scheduler);
        var plan = new TopologyPlan(_work.Watch(SourceReplacement.Apply(spec, options.MockedSources)), config);
        TopologyEngine Create(SimulationControl control, ICheckpointSink checkpoints) => new(new EngineSettings
        {
            TopologyId = "simulated-1",
            TopologyName = Name,
            Plan = plan,
            Clock = _scheduler.Clock,
            Scheduler = _scheduler,
            Observer = control,
            Loggers = NullLoggerFactory.Instance,
            Arguments = options.Arguments,
            OnEmit = Record,
            Checkpoints = checkpoints,
            AcksByCheckpoint = acksByCheckpoint,
            Serializer = options.Serializer,
            Seed = (ulong)options.Seed,
        });
        _control = new SimulationControl(plan, _agenda, _work, new SimulatedStore(Name, config, options), Create);
        if (!config.StartInactive)
            Activate();
    }

    /// <summary>The fake clock. Move it with <see cref="Advance"/>.</summary>
    public TimeProvider Time => _scheduler.Time;

    /// <summary>Whether all sources ended and nothing is in flight; Cleanup has been called then.</summary>
    public bool IsCompleted => _control.IsCompleted;

    /// <summary>The first cause, if an executor failed more often than the settings allow; else null.</summary>
    public Exception? Failure => _control.GivenUp;

    internal ComponentException? LastFailure => _control.LastFailure;

    /// <summary>What spouts' tracked emits came to so far.</summary>
    public SimulationTotals Totals => _control.Former.With(FormerEngines.TotalsOf(Engine));

    /// <summary>How its checkpoints go, since it last went back to one.</summary>
    public CheckpointFigures Checkpoints => _control.Checkpoints;

    /// <summary>The errors components threw or reported, oldest first, as far as they are kept.</summary>
    public IReadOnlyList<string> Errors => [.. _control.Former.Errors, .. FormerEngines.ErrorsOf(Engine)];

    /// <summary>Executor restarts so far; when the topology goes back to a checkpoint, that is one of each executor.</summary>
    public long Restarts => _control.Former.Restarts + Engine.Executors.Sum(executor => executor.Counters.Restarts);

    /// <summary>Everything a component emitted to a stream, in the order of the emits.</summary>
    /// <param name="component">Its id.</param>
    /// <param name="stream">One of its streams.</param>
    public IReadOnlyList<EmittedTuple> Emitted(string component, string stream = StreamIds.Default) =>
        [.. _emitted.Where(tuple => tuple.Component == component && tuple.Stream == stream)];

    /// <summary>Lets the spouts emit.</summary>
    public void Activate() => _control.SetActive(true);

    /// <summary>Stops the spouts from emitting; what is in flight goes on.</summary>
    public void Deactivate() => _control.SetActive(false);

    /// <summary>Has every executor of a component fail, as if user code had thrown between two calls.</summary>
    /// <param name="component">Its id.</param>
    public void Crash(string component)
    {
        foreach (var executor in Engine.Executors.Where(executor => executor.Plan.Component.Id == component))
            executor.Crash(new InjectedCrashException(executor.Name));
    }

    /// <summary>Runs until nothing is left to do at the present time.</summary>
    /// <param name="maxSteps">Slices to run at most: a source that never pauses always has something to do.</param>
    /// <returns>Whether it came to rest.</returns>
    public bool RunUntilIdle(int maxSteps = 100_000)
    {
        for (var i = 0; i < maxSteps; i++)
        {
            if (!Step())
                return true;
        }
        return false;
    }

    /// <summary>Runs for a while of fake time, waking whatever is due on the way.</summary>
    /// <param name="time">How long. What is going on at the end is finished, as long as that takes no more than 50 slices
    /// per executor; what a source that never pauses has left is done by the next call.</param>
    public void Advance(TimeSpan time)
    {
        var end = Now + time;
        var patience = ShortAwait;
        while (Now < end && Proceed(end, ref patience))
        {
        }
        if (Now < end)
            _scheduler.Time.Advance(end - Now);
        RunUntilIdle(SlicesToFinish * Engine.Executors.Count);
    }

    /// <summary>Runs until all sources have ended and nothing is in flight.</summary>
    /// <param name="limit">Fake time it may take at most; null: an hour.</param>
    /// <exception cref="TimeoutException">It was not completed by then; says what is still in flight.</exception>
    /// <exception cref="ComponentException">The topology failed.</exception>
    public void RunToCompletion(TimeSpan? limit = null)
    {
        var end = Now + (limit ?? TimeSpan.FromHours(1));
        var patience = AwaitTimeout;
        while (!IsCompleted)
        {
            if (Failure is ComponentException failure)
                throw failure;
            if (Now < end && Proceed(end, ref patience))
                continue;
            throw new TimeoutException($"The topology did not complete: {Totals}; queued: {Queued()}; {(Engine.Errors.ToList() is [.., var last] ? last.Message : "no errors")}.");
        }
    }

    /// <summary>Ends it as if its process had died: no Cleanup, no last checkpoint, and of what the store was asked for last, some is done and some is not.</summary>
    /// <remarks>Another simulation with the same <see cref="SimulationOptions.CheckpointStore"/> goes on from the last checkpoint that is complete.</remarks>
    public void Kill()
    {
        _control.Kill();
        Engine.Dispose();
    }

    /// <summary>Stops everything, calling Cleanup; without a last checkpoint.</summary>
    public void Dispose()
    {
        if (_control.IsKilled)
            return;
        _control.Stop();
        RunUntilIdle();
        Engine.Dispose();
    }

    private TopologyEngine Engine => _control.Engine;

    private DateTimeOffset Now => _scheduler.Time.GetUtcNow();

    /// <summary>Does the next thing there is to do, moving the clock to it if nothing is left to do now. False: there is none until then.</summary>
    /// <param name="end">As far as the clock may go.</param>
    /// <param name="patience">The real time to wait for what bolts await before the clock moves; used up once.</param>
    private bool Proceed(DateTimeOffset end, ref TimeSpan patience)
    {
        if (Step() || HasAwaited(ref patience))
            return true;
        var wakeUp = _scheduler.NextWakeUp;
        return _agenda.DoNext(wakeUp < end ? wakeUp : end) || _scheduler.MoveToNextWakeUp(end);
    }

    private bool HasAwaited(ref TimeSpan patience)
    {
        if (patience == TimeSpan.Zero || !_work.IsBusy)
            return false;
        var maybeFake = _scheduler.HasTimers; // then what is awaited may be the fake time, and waiting would be in vain
        if (_scheduler.WaitForReady(maybeFake ? AwaitWithTimers : patience))
            return true;
        if (!maybeFake)
            patience = TimeSpan.Zero;
        return false;
    }

    private bool Step()
    {
        if (_agenda.DoNext(Now))
            return true;
        if (_crashProbability > 0 && !_control.IsStopped && _crashes.NextDouble() < _crashProbability)
        {
            var executor = Engine.Executors[_crashes.Next(Engine.Executors.Count)];
            executor.Crash(new InjectedCrashException(executor.Name));
        }
        return _scheduler.Step();
    }

    private void Record(PlannedTask task, string stream, ReadOnlySpan<Value> values) =>
        _emitted.Add(new EmittedTuple(task.Component.Id, task.Id, stream, values.ToArray()));

    private string Queued() => string.Join(", ", Engine.Executors.OfType<BoltExecutor>().Select(bolt => $"{bolt.Plan.Component.Id} {bolt.Queued}"));
}
