using Topology.Clustering.Protocol;

namespace Topology.Clustering.Checkpoints;

/// <summary>Leads all workers of a generation to begin with the same checkpoint: nobody starts before everybody has let go of what came before and holds its part. Pure; one thread.</summary>
/// <param name="workers">Who takes part: incarnations by number.</param>
/// <param name="first">The newest checkpoint; 0: there is none.</param>
/// <param name="before">The newest one before a checkpoint that is damaged; 0: none; given what is wrong with it.</param>
internal sealed class RestoreLead(IReadOnlyDictionary<int, long> workers, long first, Func<long, string, long> before)
{
    private readonly HashSet<int> _ready = []; // hold the candidate

    /// <summary>What all are to begin with; 0: nothing.</summary>
    public long Candidate { get; private set; } = first;

    /// <summary>Whether all hold it: from now on nothing changes any more.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether there were checkpoints, and all are damaged.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Takes what a worker says.</summary>
    /// <returns>Whether it is one of those that take part; then it gets <see cref="Step"/>.</returns>
    public bool Take(RestoreState state)
    {
        if (!workers.TryGetValue(state.Worker, out var incarnation) || incarnation != state.Incarnation)
            return false;
        if (IsStarted)
            return true;
        if (Candidate != 0 && state.Damaged == Candidate)
            GoBack(state.Reason ?? "it cannot be read");
        if (state.Read == Candidate)
            _ready.Add(state.Worker);
        else
            _ready.Remove(state.Worker);
        IsStarted = !IsLost && _ready.Count == workers.Count;
        return true;
    }

    /// <summary>What a worker is to do.</summary>
    public (long Checkpoint, bool IsStart) Step => (Candidate, IsStarted);

    private void GoBack(string reason)
    {
        Candidate = before(Candidate, reason);
        IsLost = Candidate == 0;
        _ready.Clear();
    }
}
