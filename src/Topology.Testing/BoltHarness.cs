namespace Topology.Testing;

/// <summary>One bolt by itself: give it tuples and ticks, see what it emits, acks and fails. In fake time, on the calling thread.</summary>
/// <remarks>The bolt runs in a topology of its own with one task, so it is checked as in production: a double ack, an
/// undeclared stream, a wrong number of values throw here.</remarks>
public sealed class BoltHarness : IDisposable
{
    private const string SourceId = "source";
    private const string BoltId = "bolt";

    // After it threw, the bolt is there again before Run returns, however often that happens.
    private static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(1);
    private static readonly RestartOptions Soon = new() { MaxRestarts = int.MaxValue, InitialDelay = RunTime / 2, MaxDelay = RunTime / 2 };

    private static readonly TimeSpan SourcePause = TimeSpan.FromMilliseconds(50); // more than a source that has nothing is left alone

    private readonly Feeder _feeder;
    private readonly SimulatedTopology _topology;
    private readonly TimeSpan _tickInterval;
    private readonly HandMadeTime? _time; // null: there is no event time
    private long _nextId;
    private int _seenEmits;

    /// <summary>Prepares the bolt.</summary>
    /// <param name="factory">Makes the bolt; again after it threw.</param>
    /// <param name="inputFields">The fields of the tuples it will get.</param>
    /// <param name="config">Settings; null: the defaults. Those of restarts do not count: the bolt starts again at once, without limit.</param>
    /// <param name="options">Arguments and seed; null: the defaults.</param>
    /// <param name="tickInterval">How often it gets a tick; null: never.</param>
    /// <param name="hasEventTime">Whether its input has event time: then <see cref="ExecuteAt"/> and <see cref="AdvanceWatermark"/> may be used.</param>
    /// <param name="declare">Says more about the bolt: its windows, for a windowed bolt. Its input is there already.</param>
    public BoltHarness(
        Func<Bolt> factory, Fields inputFields, TopologyConfig? config = null, SimulationOptions? options = null, TimeSpan? tickInterval = null, bool hasEventTime = false, Action<BoltDeclarer>? declare = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(inputFields);
        _feeder = new Feeder(inputFields);
        _tickInterval = tickInterval ?? TimeSpan.Zero;
        var builder = new TopologyBuilder();
        var source = builder.SetSpout(SourceId, _feeder.CreateSpout);
        if (hasEventTime)
            source.WithEventTime((_time = new HandMadeTime()).Take, WatermarkStrategy.Custom(_time.CreateGenerator));
        var declarer = builder.SetBolt(BoltId, factory).ShuffleGrouping(SourceId);
        if (tickInterval is { } interval)
            declarer.SetTickInterval(interval);
        declare?.Invoke(declarer);
        config = (config ?? new TopologyConfig()) with { Restart = Soon };
        _topology = new SimulatedTopology(builder.Build(), config, options, acksByCheckpoint: false);
        Run();
    }

    /// <summary>The ids, as <see cref="Execute"/> gave them out, of the tuples the bolt has acked so far. In a topology those of a bolt with state reach the source only with a checkpoint.</summary>
    public IReadOnlyList<long> Acked => [.. _feeder.Acked.Select(id => id.AsInt64())];

    /// <summary>The ids, as <see cref="Execute"/> gave them out, of the tuples failed so far, timed out ones included.</summary>
    public IReadOnlyList<long> Failed => [.. _feeder.Failed.Select(entry => entry.Id.AsInt64())];

    /// <summary>The clock of the bolt.</summary>
    public TimeProvider Time => _topology.Time;

    /// <summary>Gives the bolt one tuple and returns when it is done with it for now.</summary>
    /// <param name="values">One per input field.</param>
    /// <returns>The tuple's id: 0, 1, 2 … for <see cref="Acked"/> and <see cref="Failed"/>.</returns>
    /// <exception cref="ComponentException">The bolt threw; the inner exception is what it threw.</exception>
    public long Execute(params ReadOnlySpan<Value> values)
    {
        var id = _nextId++;
        _feeder.Feed(id, values);
        Run();
        return id;
    }

    /// <summary>The same with a tuple that has an event time.</summary>
    /// <param name="eventTime">Local is converted to UTC, Unspecified is taken as UTC.</param>
    /// <param name="values">One per input field.</param>
    /// <returns>As for <see cref="Execute"/>.</returns>
    /// <exception cref="ComponentException">The bolt threw; the inner exception is what it threw.</exception>
    /// <exception cref="InvalidOperationException">The harness was made without event time.</exception>
    public long ExecuteAt(DateTime eventTime, params ReadOnlySpan<Value> values)
    {
        Timed.Next = eventTime;
        return Execute(values);
    }

    /// <summary>Tells the bolt of a watermark and returns when it is done with that for now.</summary>
    /// <param name="watermark">No tuple of this event time or an earlier one is expected any more. Less than an earlier one: nothing happens.</param>
    /// <exception cref="ComponentException">The bolt threw; the inner exception is what it threw.</exception>
    /// <exception cref="InvalidOperationException">The harness was made without event time.</exception>
    public void AdvanceWatermark(DateTime watermark)
    {
        Timed.Watermark = watermark;
        Advance(SourcePause);
    }

    /// <summary>Tells the bolt that all input has ended, once what it was given is acked, failed or held, and returns when it is done with that for now.</summary>
    /// <exception cref="ComponentException">The bolt threw; the inner exception is what it threw.</exception>
    public void EndInput()
    {
        _feeder.Complete();
        Advance(SourcePause);
    }

    /// <summary>Moves time on by one tick interval, so that the bolt gets a tick.</summary>
    /// <exception cref="InvalidOperationException">The harness was made without a tick interval.</exception>
    public void Tick()
    {
        if (_tickInterval == TimeSpan.Zero)
            throw new InvalidOperationException("The bolt gets no ticks: give the harness a tick interval.");
        Advance(_tickInterval);
    }

    /// <summary>Moves time on.</summary>
    /// <param name="time">How far.</param>
    public void Advance(TimeSpan time) => Checked(() => _topology.Advance(time));

    /// <summary>What the bolt has emitted to a stream so far.</summary>
    /// <param name="stream">One it declares.</param>
    public IReadOnlyList<EmittedTuple> Emitted(string stream = StreamIds.Default) => _topology.Emitted(BoltId, stream);

    /// <summary>What the bolt has emitted to the default stream since this was last asked.</summary>
    public IReadOnlyList<EmittedTuple> TakeEmitted()
    {
        var all = Emitted();
        var fresh = all.Skip(_seenEmits).ToArray();
        _seenEmits = all.Count;
        return fresh;
    }

    /// <summary>Stops the bolt, calling Cleanup.</summary>
    public void Dispose() => _topology.Dispose();

    private HandMadeTime Timed =>
        _time ?? throw new InvalidOperationException("The bolt's input has no event time: give the harness hasEventTime: true.");

    private void Run() => Checked(() => _topology.Advance(RunTime));

    private void Checked(Action run)
    {
        var before = _topology.LastFailure;
        run();
        if (_topology.LastFailure is { } failure && failure != before)
            throw new ComponentException(failure.Message, failure.InnerException ?? failure);
    }
}
