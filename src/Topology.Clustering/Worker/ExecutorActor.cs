using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Worker;

/// <summary>Answers for one executor: starts it, restarts it after failures as the policy says, stops it. The executor's
/// slices run on the engine's threads, never here.</summary>
internal sealed class ExecutorActor : ReceiveActor
{
    private readonly ComponentExecutor _executor;
    private readonly RestartPolicy _policy;
    private readonly ExecutorRecovery _recovery;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private ITimer? _backOff;
    private bool _isStopping;

    public ExecutorActor(ComponentExecutor executor, RestartOptions restart, ExecutorRecovery recovery, TimeProvider time, ILogger log)
    {
        _executor = executor;
        _policy = new RestartPolicy(restart);
        _recovery = recovery;
        _time = time;
        _log = log;
        Receive<StartExecutor>(message => Start(message.Restored));
        Receive<TasksPrepared>(_ => Context.Parent.Tell(new ExecutorReady(_executor.Plan.Id)));
        Receive<TasksFailed>(message => Failed(message.Cause));
        Receive<RestartDue>(_ => Restart());
        Receive<StopExecutor>(message => Stop(message.Cleanup));
        Receive<TasksStopped>(_ => Context.Parent.Tell(new ExecutorEnded(_executor.Plan.Id)));
    }

    protected override void PostStop() => _backOff?.Dispose();

    private void Failed(ComponentException cause)
    {
        if (_isStopping)
            return;
        if (_recovery.IsWhole)
        {
            Context.Parent.Tell(new ExecutorFailed(_executor.Plan.Id, cause));
            return;
        }
        if (_recovery.Read is not null)
            Context.Parent.Tell(new ExecutorDied(_executor.Plan.Id));
        if (_policy.Failed(_time.GetUtcNow()) is not { } delay)
        {
            _log.ExecutorGivenUp(_executor.Name, cause);
            Context.Parent.Tell(new ExecutorGaveUp(_executor.Plan.Id, cause));
            return;
        }
        _log.ExecutorRestarts(_executor.Name, delay.TotalMilliseconds, cause);
        var self = Self;
        _backOff?.Dispose();
        _backOff = _time.CreateTimer(_ => self.Tell(new RestartDue()), null, delay, Timeout.InfiniteTimeSpan);
    }

    private void Restart()
    {
        if (_recovery.Read is null)
            Start(null);
        else
            _recovery.Read(_executor).PipeTo(Self, success: restored => new StartExecutor(restored), failure: error => new TasksFailed(Unreadable(error)));
    }

    private void Start(IReadOnlyDictionary<int, TaskRestore>? restored)
    {
        if (!_isStopping)
            _executor.Start(restored);
    }

    private ComponentException Unreadable(Exception error) => new($"Executor {_executor.Name} cannot restart: {error.Message}", error);

    private void Stop(bool cleanup)
    {
        _isStopping = true;
        _backOff?.Dispose();
        _executor.Stop(cleanup);
    }
}
