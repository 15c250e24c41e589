using Akka.Actor;
using Akka.Event;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>The cluster's singleton. Starts the master's actor again with a back-off when it stops because it cannot store, and answers for it meanwhile; workers run on without it.</summary>
internal sealed class MasterGuardActor : ReceiveActor, IWithTimers
{
    /// <summary>The pause after the first failure; doubled for each further one.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1); // a failure after so long is the first one again

    private readonly MasterOptions _options;
    private readonly Func<string, string, ICanTell>? _find;
    private readonly IActorRef _packages;
    private IActorRef? _master;
    private bool _isReady;
    private string _reason = "The master is starting: it reads its journal. Try again in a moment.";
    private int _failures;
    private DateTimeOffset _startedAt;

    public MasterGuardActor(MasterOptions options, Func<string, string, ICanTell>? find)
    {
        _options = options;
        _find = find;
        _packages = Context.ActorOf(Props.Create(() => new PackageActor(options)), "packages");
        Receive<StartMaster>(_ => StartChild());
        Receive<MasterReady>(_ => _isReady = true);
        Receive<MasterFailing>(message => Refuse(message.Reason));
        Receive<Terminated>(_ => BackOff());
        Receive<DeadLetter>(letter => Answer(letter));
        Receive<LocateMaster>(_ => Sender.Tell(_isReady ? new MasterLocated() : Refusal()));
        Receive<BeginUpload>(message => _packages.Forward(message));
        Receive<UploadPiece>(message => _packages.Forward(message));
        Receive<FetchPackage>(message => _packages.Forward(message));
        Receive<ClientRequest>(Pass);
        Receive<IProtocolMessage>(Report);
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        StartChild();
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // It failed for a reason that is not foreseen: what is stored is right, so it begins again from that.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _options.Log.MasterFailed(error);
        Refuse($"The master has failed and starts again: {error.Message}");
        return Directive.Stop;
    });

    private void StartChild()
    {
        var options = _options;
        var find = _find;
        _startedAt = _options.Time.GetUtcNow();
        _master = Context.Watch(Context.ActorOf(Props.Create(() => new MasterActor(options, find)), $"master-{_failures}-{_startedAt.Ticks}"));
    }

    private void BackOff()
    {
        _isReady = false;
        _master = null;
        _failures = _options.Time.GetUtcNow() - _startedAt > Steady ? 1 : _failures + 1;
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures - 1, 10)); // 10: past the longest pause, far from an overflow
        Timers.StartSingleTimer(nameof(StartMaster), new StartMaster(), pause < LongestPause ? pause : LongestPause);
    }

    private void Refuse(string reason)
    {
        _isReady = false;
        _reason = reason;
    }

    private RequestRefused Refusal() => new(RefusalKind.Unavailable, _reason);

    private void Pass(ClientRequest request)
    {
        if (_isReady && _master is not null)
            _master.Forward(request);
        else
            Sender.Tell(Refusal());
    }

    /// <summary>A request that waited for the master's actor when it stopped: its asker need not wait until it gives up.</summary>
    private void Answer(DeadLetter letter)
    {
        if (letter.Message is ClientRequest && letter.Recipient.Path.Parent == Self.Path && !letter.Sender.IsNobody())
            letter.Sender.Tell(Refusal());
    }

    /// <summary>A report that finds nobody is lost: the next one comes within a second.</summary>
    private void Report(IProtocolMessage message)
    {
        if (_isReady && _master is not null)
            _master.Forward(message);
    }
}
