using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Master;

/// <summary>Decides when an effectively-once topology goes back to its last checkpoint. Pure; one thread. Forgets with its master how often it was.</summary>
internal sealed class SetbackWatch
{
    private RestartPolicy? _policy;
    private WorkerSetback? _last;
    private DateTimeOffset _backAt;

    /// <summary>Takes a setback, perhaps again.</summary>
    /// <param name="setback">The gravest of its generation that is known.</param>
    /// <param name="restart">How often a topology may fail.</param>
    /// <param name="now">The time.</param>
    /// <returns>False: it has failed too often.</returns>
    public bool Note(WorkerSetback setback, RestartOptions restart, DateTimeOffset now)
    {
        var isKnown = _last?.Generation == setback.Generation;
        if (isKnown && (_last!.IsFailure || !setback.IsFailure)) // known: there is one
            return true;
        _last = setback;
        if (!setback.IsFailure)
        {
            _backAt = now + TopologyControl.LostLinkDelay; // the process at its other end is mostly dead, and its supervisor says so
            return true;
        }
        _policy ??= new RestartPolicy(restart);
        if (_policy.Failed(now) is not { } delay)
            return false;
        _backAt = now + delay;
        return true;
    }

    /// <summary>Whether it is to go back now.</summary>
    public bool IsOver(DateTimeOffset now) => now >= _backAt;
}
