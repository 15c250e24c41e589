using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Decides through which states one worker of this node goes. Pure; one thread.</summary>
internal sealed class SlotLife
{
    /// <summary>A worker stops its executors before the supervisor is told to end it, so this covers leaving the cluster and a hanging Cleanup.</summary>
    public static readonly TimeSpan TimeToExit = TimeSpan.FromSeconds(10);

    /// <summary>A process that ran that long was not broken by what broke the one before.</summary>
    public static readonly TimeSpan LongRun = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private WorkerOrder _started; // what the process runs, or is to run once it has been started
    private TimeSpan _delay;
    private DateTimeOffset _startedAt;

    public SlotLife(WorkerOrder order) => (Order, _started) = (order, order);

    /// <summary>Takes over what an earlier supervisor left.</summary>
    /// <param name="left">What it wrote down.</param>
    /// <param name="process">The process found alive; null if there is none.</param>
    public SlotLife(RememberedWorker left, ProcessIdentity? process)
        : this(left.Order)
    {
        Incarnation = left.Incarnation;
        Process = process;
        _startedAt = left.StartedAt;
        State = process is null ? SlotState.BackingOff : SlotState.Running;
        Detail = process is null ? "Ended while the supervisor was away." : null;
    }

    public WorkerKey Key => new(Order.TopologyId, Order.Worker);

    /// <summary>The last that was wanted.</summary>
    public WorkerOrder Order { get; private set; }

    public bool IsWanted { get; private set; } = true;

    public SlotState State { get; private set; } = SlotState.Fetching;

    /// <summary>Of its last process; 0 before the first.</summary>
    public long Incarnation { get; private set; }

    public ProcessIdentity? Process { get; private set; }

    public string? Detail { get; private set; }

    /// <summary>When <see cref="TimePassed"/> is to be called; null: something else comes first.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Packages that must stay: of what it runs and of what it is to run.</summary>
    public IEnumerable<string> Packages => [_started.Code.Package, Order.Code.Package];

    /// <summary>What a later supervisor must know; null while there is no process.</summary>
    public RememberedWorker? Memory => State is SlotState.Starting or SlotState.Running or SlotState.Stopping or SlotState.Killing
        ? new RememberedWorker(_started, Incarnation, Process, _startedAt)
        : null;

    public WorkerSummary Summary => new(
        Order.TopologyId, Order.Worker, Order.Slot, Incarnation, Process?.Id ?? 0,
        State switch
        {
            SlotState.Starting => WorkerProcessState.Fetching, // not running yet
            SlotState.Running => WorkerProcessState.Running,
            SlotState.BackingOff => WorkerProcessState.BackingOff,
            SlotState.Failing => WorkerProcessState.Failing,
            SlotState.Stopping or SlotState.Killing => WorkerProcessState.Stopping,
            _ => WorkerProcessState.Fetching,
        },
        Detail);

    private bool RunsOtherCode => !TopologyCodes.AreEqual(_started.Code, Order.Code);

    /// <summary>The orders name it.</summary>
    public void Want(WorkerOrder order, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        var isOther = !TopologyCodes.AreEqual(order.Code, Order.Code);
        IsWanted = true;
        if (isOther || order.Slot != Order.Slot)
            Order = order;
        switch (State)
        {
            case SlotState.Running when RunsOtherCode:
                Stop("Ends to run other code.", now, effects);
                break;
            case SlotState.BackingOff or SlotState.Failing when isOther:
                _delay = TimeSpan.Zero; // what was wrong may be right now
                Enter(SlotState.Fetching);
                break;
            case SlotState.BackingOff when DueAt is null:
                Enter(SlotState.Fetching);
                break;
        }
    }

    /// <summary>The orders leave it out.</summary>
    public void Unwant(DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        IsWanted = false;
        if (State == SlotState.Running)
            Stop("Ends because it is not wanted here any more.", now, effects);
        else if (State is SlotState.Fetching or SlotState.BackingOff or SlotState.Failing)
            Leave(effects);
    }

    /// <summary>Its package is there.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="incarnation">Of the process that is to be started.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">What is to be done is added.</param>
    public void Fetched(string folder, long incarnation, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        Incarnation = incarnation;
        _started = Order;
        _startedAt = now;
        Enter(SlotState.Starting);
        effects.Add(new StartWorker(Key, Incarnation, Order, folder));
    }

    /// <summary>Its package cannot be had.</summary>
    public void NotFetched(string reason, DateTimeOffset now) => Retry(SlotState.Failing, $"Its package cannot be fetched: {reason}", now);

    /// <summary>Its process was started.</summary>
    public void Started(ProcessIdentity process, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        Process = process;
        Enter(SlotState.Running);
        if (!IsWanted)
            Unwant(now, effects);
        else if (RunsOtherCode)
            Stop("Ends to run other code.", now, effects);
    }

    /// <summary>Its process could not be started.</summary>
    public void NotStarted(string reason, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        if (!IsWanted)
            Leave(effects);
        else if (RunsOtherCode)
            Enter(SlotState.Fetching);
        else
            Retry(SlotState.Failing, $"Its process cannot be started: {reason}", now);
    }

    /// <summary>Its process has ended, for whatever reason.</summary>
    public void Exited(string detail, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        Process = null;
        effects.Add(new DownMember(Key, Incarnation));
        if (State == SlotState.Running)
        {
            if (now - _startedAt >= LongRun)
                _delay = TimeSpan.Zero;
            Retry(SlotState.BackingOff, detail, now);
            return;
        }
        _delay = TimeSpan.Zero; // it was ended by us, so nothing was wrong
        if (IsWanted)
            Enter(SlotState.Fetching);
        else
            Leave(effects);
    }

    /// <summary>Looks whether <see cref="DueAt"/> has come.</summary>
    public void TimePassed(DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        if (DueAt is not { } due || now < due)
            return;
        if (State is SlotState.Stopping or SlotState.Killing)
        {
            if (State == SlotState.Stopping)
                Enter(SlotState.Killing);
            DueAt = now + TimeToExit; // again then, should it still be there
            effects.Add(new KillWorker(Key, Incarnation));
            return;
        }
        Enter(SlotState.Fetching);
    }

    private void Stop(string detail, DateTimeOffset now, ICollection<SupervisorEffect> effects)
    {
        Enter(SlotState.Stopping);
        Detail = detail;
        DueAt = now + TimeToExit;
        effects.Add(new TerminateWorker(Key, Incarnation));
    }

    private void Retry(SlotState state, string detail, DateTimeOffset now)
    {
        var next = _delay * 2;
        _delay = next < FirstDelay ? FirstDelay : next < LongestDelay ? next : LongestDelay;
        Enter(state);
        Detail = detail;
        DueAt = now + _delay;
    }

    private void Leave(ICollection<SupervisorEffect> effects)
    {
        Enter(SlotState.Gone);
        effects.Add(new ForgetWorker(Key));
    }

    private void Enter(SlotState next)
    {
        SlotTransitions.Check(State, next);
        State = next;
        DueAt = null;
        if (next is not SlotState.Killing)
            Detail = null;
    }
}
