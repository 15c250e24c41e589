using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Proves that nothing is in flight in a topology, by rounds of questions to all its workers. Pure; one thread.</summary>
/// <remarks>
/// A worker is quiet only if nothing it sent is unanswered, so whatever is in flight keeps its sender or its receiver from being quiet; but a piece
/// of work may move on from a worker not asked yet to one that has answered. A worker that was quiet in two rounds and began nothing in between
/// was idle all the time from its first answer to its second. Since the second round is asked only after the first was answered by all, there is a
/// moment, between the rounds, at which all were idle: nothing was in flight then, and nothing can come of nothing.
/// </remarks>
internal sealed class QuietDetector
{
    private readonly Dictionary<int, long> _incarnations = [];
    private readonly Dictionary<int, long> _begun = []; // answers of this round
    private Dictionary<int, long>? _before; // of the last round, if all were quiet in it
    private bool _isAllQuiet;

    /// <summary>The round being asked; grows with each, also over a reset, so that a late answer is told apart.</summary>
    public long Round { get; private set; }

    /// <summary>Whether all have answered.</summary>
    public bool IsRoundComplete => IsAsking && _begun.Count == _incarnations.Count;

    /// <summary>Whether a round was begun since the last reset.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>Whether all were quiet in the round that is complete: then the next one is worth asking at once.</summary>
    public bool WasQuiet => IsRoundComplete && _isAllQuiet;

    /// <summary>Whether nothing is in flight. Stays true until the next round or reset.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Begins a round. Answers of the round before count only if it was complete and the processes are the same.</summary>
    /// <param name="incarnations">The processes to be asked, by worker.</param>
    public long Begin(IReadOnlyDictionary<int, long> incarnations)
    {
        var isSame = incarnations.Count == _incarnations.Count
            && incarnations.All(pair => _incarnations.TryGetValue(pair.Key, out var incarnation) && incarnation == pair.Value);
        _before = isSame && WasQuiet ? new Dictionary<int, long>(_begun) : null;
        _incarnations.Clear();
        foreach (var (worker, incarnation) in incarnations)
            _incarnations.Add(worker, incarnation);
        _begun.Clear();
        _isAllQuiet = true;
        IsAsking = true;
        IsProven = false;
        return ++Round;
    }

    /// <summary>Takes an answer; one of another round or process is ignored.</summary>
    public void Take(QuietAnswer answer)
    {
        if (!IsAsking || answer.Round != Round || !_incarnations.TryGetValue(answer.Worker, out var incarnation) || incarnation != answer.Incarnation)
            return;
        if (!_begun.TryAdd(answer.Worker, answer.Begun))
            return;
        _isAllQuiet &= answer.IsQuiet;
        IsProven = WasQuiet && _before is { } before && _begun.All(pair => before[pair.Key] == pair.Value);
    }

    /// <summary>Something changed that makes earlier answers worthless.</summary>
    public void Reset()
    {
        _before = null;
        IsAsking = false;
        IsProven = false;
    }
}
