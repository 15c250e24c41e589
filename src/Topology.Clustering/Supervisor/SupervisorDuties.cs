using System.ComponentModel;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;

namespace Topology.Clustering.Supervisor;

/// <summary>Carries out what <see cref="SupervisorState"/> decides. Owned by the supervisor's actor, which gets the results as messages; whatever may take long is done elsewhere.</summary>
/// <param name="actor">Gets the results.</param>
/// <param name="processes">Of the node.</param>
/// <param name="packages">Of the node.</param>
/// <param name="down">Declares a member of the cluster gone, by its address.</param>
/// <param name="log">The node's.</param>
internal sealed class SupervisorDuties(IActorRef actor, WorkerProcesses processes, PackageSource packages, Action<string> down, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Watches the workers that an earlier supervisor left alive.</summary>
    /// <returns>All it left, with the processes of those.</returns>
    public IReadOnlyList<(RememberedWorker Left, ProcessIdentity? Process)> TakeOver()
    {
        var workers = processes.FindAlive(out var damage);
        if (damage is not null)
            log.StateDamaged(damage);
        Remove(processes.Sweep());
        foreach (var (left, process) in workers)
        {
            if (process is null)
                continue;
            log.WorkerAdopted(left.Order.TopologyId, left.Order.Worker, left.Incarnation, process.Id);
            Watch(new WorkerKey(left.Order.TopologyId, left.Order.Worker), left.Incarnation, processes.Adopt(process));
        }
        return workers;
    }

    /// <summary>Tells the actor of the process's end.</summary>
    public void Watch(WorkerKey key, long incarnation, WorkerProcess process)
    {
        processes.Add(key, incarnation, process);
        process.Exited.ContinueWith(
            exited => actor.Tell(new ProcessExited(key, incarnation, exited.Result)), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>Carries it out, or begins to. What the operating system refuses is logged: a full disk must not end the supervisor.</summary>
    public void Carry(SupervisorEffect effect)
    {
        try
        {
            switch (effect)
            {
                case Remember remember:
                    processes.Remember(remember.Workers);
                    break;
                case FetchCode fetch:
                    Fetch(fetch);
                    break;
                case PrunePackages prune:
                    packages.Prune(prune.InUse);
                    break;
                case StartWorker start:
                    Start(start);
                    break;
                case TerminateWorker terminate:
                    processes.Terminate(terminate);
                    break;
                case KillWorker kill:
                    processes.Kill(kill);
                    break;
                case DownMember member:
                    Down(member);
                    break;
                case ForgetWorker forget:
                    Remove(processes.Forget(forget.Key));
                    break;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            log.EffectFailed(effect.GetType().Name, error);
        }
    }

    /// <summary>Ends what is under way. The processes go on.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        processes.Dispose();
    }

    private void Fetch(FetchCode fetch) => packages.FetchAsync(fetch, _end.Token).PipeTo(
        actor, success: folder => new CodeFetched(fetch.Package, folder), failure: error => new CodeMissed(fetch.Package, error.Message));

    private void Start(StartWorker start) => Task.Run(() => processes.Start(start)).PipeTo(
        actor,
        success: process => new ProcessStarted(start.Key, start.Incarnation, process),
        failure: error => new ProcessNotStarted(start.Key, start.Incarnation, error.Message));

    private void Down(DownMember member)
    {
        var address = processes.AddressOf(member);
        processes.Remove(member.Key, member.Incarnation);
        if (address is not null)
            down(address);
    }

    private void Remove(Task removal) => removal.ContinueWith(
        failed => log.FolderNotRemoved(failed.Exception!.GetBaseException()), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
