using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Execution;

/// <summary>Finds the way to every executor and acker of a topology, in this process or in another worker.</summary>
/// <remarks>Thread safety: changed by one thread, whoever owns the engine; read by executors and links. Each place in its arrays
/// is replaced as a whole.</remarks>
internal sealed class Wiring
{
    private const int CreditSteps = 4; // of a window: as RemoteChannel wakes its sender at a quarter, what is kept back must be less than that

    /// <summary>Windows to an executor of another worker. Two threads more take part in the way there and back; with one window each of them often has nothing to do
    /// (measured: a quarter fewer tuples), and with four and steps half as large, credit took twice as many messages (a tenth fewer).</summary>
    private const int RemoteWindows = 8;

    private const int MostRemoteWindow = int.MaxValue / 2; // a batch may exceed it

    private readonly EngineEnvironment _environment;
    private readonly ComponentExecutor?[] _executors; // by executor id; those that run here
    private readonly IAnswerTarget?[] _spouts; // by executor id
    private readonly IAckTarget[] _ackers; // by number
    private readonly int[] _executorOfTask; // by task id; -1 where there is none
    private readonly IDataLink?[] _links; // by worker
    private Placement _placement;

    /// <summary>Begins with nobody here.</summary>
    /// <param name="environment">What executors share.</param>
    /// <param name="placement">Who is to be where.</param>
    /// <param name="workers">How many workers there can be.</param>
    public Wiring(EngineEnvironment environment, Placement placement, int workers)
    {
        var plan = environment.Plan;
        _environment = environment;
        _placement = placement;
        _links = new IDataLink?[workers];
        _executors = new ComponentExecutor?[plan.Executors.Count];
        _spouts = [.. plan.Executors.Select(executor => executor.Component.Kind == ComponentKind.Spout ? new RemoteSpout(this, executor.Id) : null)];
        _ackers = [.. Enumerable.Range(0, plan.Ackers).Select(acker => new RemoteAcker(this, acker))];
        _executorOfTask = new int[plan.Tasks.Count + 1];
        Array.Fill(_executorOfTask, -1);
        foreach (var executor in plan.Executors)
        {
            foreach (var task in executor.Tasks)
                _executorOfTask[task.Id] = executor.Id;
        }
    }

    /// <summary>By number.</summary>
    public IReadOnlyList<IAckTarget> Ackers => _ackers;

    /// <summary>By executor id; null for those that are no spouts.</summary>
    public IReadOnlyList<IAnswerTarget?> Spouts => _spouts;

    /// <summary>The executor's id by task id; −1 where there is none.</summary>
    public IReadOnlyList<int> ExecutorOfTask => _executorOfTask;

    /// <summary>Who is where.</summary>
    public Placement Placement
    {
        get => Volatile.Read(ref _placement);
        set => Volatile.Write(ref _placement, value);
    }

    /// <summary>The executor of that id, if it runs here. Any number may be asked for: it may come from another process.</summary>
    public ComponentExecutor? ExecutorAt(int executor) => (uint)executor < (uint)_executors.Length ? Volatile.Read(ref _executors[executor]) : null;

    /// <summary>The same, if it is a bolt's.</summary>
    public BoltExecutor? BoltAt(int executor) => ExecutorAt(executor) as BoltExecutor;

    /// <summary>Who hosts the task that made a tree.</summary>
    public IAnswerTarget SpoutOf(long root) => Volatile.Read(ref _spouts[_executorOfTask[RootId.TaskOf(root)]])!; // only spout tasks make roots

    /// <summary>An executor runs here from now on.</summary>
    public void Add(ComponentExecutor executor)
    {
        Volatile.Write(ref _executors[executor.Plan.Id], executor);
        if (executor is SpoutExecutor spout)
            Volatile.Write(ref _spouts[executor.Plan.Id], spout);
    }

    /// <summary>An executor runs here no longer.</summary>
    public void Remove(ComponentExecutor executor)
    {
        Volatile.Write(ref _executors[executor.Plan.Id], null);
        if (executor is SpoutExecutor)
            Volatile.Write(ref _spouts[executor.Plan.Id], new RemoteSpout(this, executor.Plan.Id));
    }

    /// <summary>An acker runs here from now on.</summary>
    public void Add(int number, AckerExecutor acker)
    {
        var former = _ackers[number];
        Volatile.Write(ref _ackers[number], acker);
        (former as RemoteAcker)?.HandOver(acker);
    }

    /// <summary>An acker runs here no longer.</summary>
    public void RemoveAcker(int number) => Volatile.Write(ref _ackers[number], new RemoteAcker(this, number));

    /// <summary>The link to a worker, or null when it is lost. Executors learn of it by <see cref="Redirect"/>.</summary>
    public void SetLink(int worker, IDataLink? link)
    {
        Volatile.Write(ref _links[worker], link);
        SendWaiting();
    }

    /// <summary>Sends acks and answers that waited for a link, as far as there is one now.</summary>
    public void SendWaiting()
    {
        foreach (var acker in _ackers)
            (acker as RemoteAcker)?.SendWaiting();
        foreach (var spout in _spouts)
            (spout as RemoteSpout)?.SendWaiting();
    }

    /// <summary>The link to a worker, if there is one.</summary>
    public IDataLink? LinkTo(int worker) => (uint)worker < (uint)_links.Length ? Volatile.Read(ref _links[worker]) : null;

    /// <summary>A way from an executor here to another one.</summary>
    public Channel ChannelTo(PlannedExecutor receiver, ComponentExecutor sender)
    {
        var window = WindowTo(receiver.Component.Id);
        if (BoltAt(receiver.Id) is { } bolt)
            return new LocalChannel(sender, bolt, window);
        var channel = new RemoteChannel(sender, receiver.Id, RemoteWindowTo(receiver), _environment.Activity);
        channel.Connect(LinkTo(Placement.WorkerOfExecutor[receiver.Id]));
        return channel;
    }

    /// <summary>Of how many tuples the credit goes back together to another worker. What is kept back meanwhile must leave a waiting sender enough to be woken.</summary>
    public int CreditStepTo(PlannedExecutor receiver) => Math.Max(1, RemoteWindowTo(receiver) / CreditSteps);

    /// <summary>Leads a way to where its receiver is now. The sender's thread.</summary>
    public void Redirect(OutboxTarget target, int receiver, ComponentExecutor sender)
    {
        var bolt = BoltAt(receiver);
        if (bolt is not null && target.Channel is LocalChannel local && ReferenceEquals(local.Receiver, bolt))
            return;
        TupleOutbox.ForgetSignal(target);
        if (bolt is null && target.Channel is RemoteChannel remote)
        {
            remote.Connect(LinkTo(Placement.WorkerOfExecutor[receiver]));
            return;
        }
        (target.Channel as RemoteChannel)?.Connect(null);
        target.Channel = ChannelTo(_environment.Plan.Executors[receiver], sender);
    }

    /// <summary>Fails a tree from outside of any executor.</summary>
    public void Fail(long root, FailReason reason)
    {
        if (_ackers.Length == 0)
            return;
        var batch = new AckBatch(1);
        batch.Fail(root, reason);
        Volatile.Read(ref _ackers[AckLedger.AckerOf(root, _ackers.Length)]).Deliver(batch);
    }

    /// <summary>The executors of the receiving component share the window, down to two full batches each: a sender to many
    /// would otherwise have more on the way than the caches hold.</summary>
    private int WindowTo(string component)
    {
        var window = _environment.Plan.Config.CreditWindow;
        return Math.Min(window, Math.Max(2 * TupleBatch.MaxTuples, window / _environment.Plan.ExecutorsOf(component)));
    }

    private int RemoteWindowTo(PlannedExecutor receiver) => (int)Math.Min((long)RemoteWindows * WindowTo(receiver.Component.Id), MostRemoteWindow);

    private IDataLink? LinkToSpout(int executor) => LinkTo(Placement.WorkerOfExecutor[executor]);

    private IDataLink? LinkToAcker(int acker) => LinkTo(Placement.WorkerOfAcker[acker]);

    /// <summary>Whoever of another worker takes acks or answers. While there is no link, they wait: what is in flight bounds them.</summary>
    private abstract class RemoteTarget
    {
        private readonly Queue<AckBatch> _waiting = new(); // guarded by itself

        public bool IsRemote => true;

        protected abstract IDataLink? Link { get; }

        public void Deliver(AckBatch batch)
        {
            lock (_waiting)
            {
                _waiting.Enqueue(batch); // behind those that wait: a link may just have come up
                SendWaiting();
            }
        }

        public void SendWaiting()
        {
            lock (_waiting)
            {
                if (Link is not { } link)
                    return;
                while (_waiting.TryDequeue(out var batch))
                    Send(link, batch);
            }
        }

        /// <summary>What waits is the successor's, which runs here.</summary>
        public void HandOver(AckerExecutor successor)
        {
            lock (_waiting)
            {
                while (_waiting.TryDequeue(out var batch))
                    successor.Deliver(batch);
            }
        }

        protected abstract void Send(IDataLink link, AckBatch batch);
    }

    /// <summary>An acker of another worker.</summary>
    private sealed class RemoteAcker(Wiring wiring, int acker) : RemoteTarget, IAckTarget
    {
        protected override IDataLink? Link => wiring.LinkToAcker(acker);

        protected override void Send(IDataLink link, AckBatch batch) => link.SendAcks(acker, batch);
    }

    /// <summary>A spout executor of another worker.</summary>
    private sealed class RemoteSpout(Wiring wiring, int executor) : RemoteTarget, IAnswerTarget
    {
        protected override IDataLink? Link => wiring.LinkToSpout(executor);

        public void ResetTimeout(long root) => Link?.SendResetTimeout(executor, root);

        protected override void Send(IDataLink link, AckBatch batch) => link.SendAnswers(executor, batch);
    }
}
