namespace Topology.Runtime.Watermarks;

/// <summary>How long a bolt executor that has lost inputs waits to hear that they are replayed. Pure; one thread; times are passed in.</summary>
/// <remarks>Patience of <see cref="AwaitedReplays.Patience"/> begins once the executor takes input again and has executed what was on its way: what it waits for may be behind that.</remarks>
internal sealed class LossWait
{
    private const long LongestBacklog = TimeSpan.TicksPerMinute;

    private readonly HashSet<int> _silent = []; // senders of what is lost that have not said that it is replayed
    private bool _isSuspended; // patience begins with the next look
    private long _backlogEnd; // executed tuples at which what was on its way has been executed
    private long _backlogUntil; // but no longer than until then

    public bool IsOn => Until != long.MaxValue;

    /// <summary>When it ends at the latest, as things are; MaxValue: there is none.</summary>
    public long Until { get; private set; } = long.MaxValue;

    /// <summary>Inputs are lost.</summary>
    /// <param name="now">The time.</param>
    /// <param name="senders">Who had sent them, and is waited for; none: that is not known, anybody will do.</param>
    public void Begin(long now, IReadOnlyCollection<int> senders)
    {
        _silent.UnionWith(senders);
        Until = now + AwaitedReplays.Patience;
    }

    /// <summary>A sender says that tuples are replayed.</summary>
    /// <returns>Whether that ends the wait.</returns>
    public bool Hear(int sender)
    {
        _silent.Remove(sender);
        return _silent.Count == 0 && End();
    }

    /// <summary>The executor takes no input at present.</summary>
    public void Suspend() => _isSuspended = true;

    /// <summary>New instances have begun.</summary>
    /// <param name="backlogEnd">Tuples executed, once those on their way are.</param>
    public void Restart(long backlogEnd)
    {
        _isSuspended = true;
        _backlogEnd = backlogEnd;
    }

    /// <summary>The executor is about to take input.</summary>
    /// <param name="now">The time.</param>
    /// <param name="executed">Tuples executed so far.</param>
    /// <returns>Whether the wait ends, as nobody replays.</returns>
    public bool Look(long now, long executed)
    {
        var begins = _isSuspended;
        _isSuspended = false;
        if (begins)
            _backlogUntil = now + LongestBacklog;
        if (!IsOn)
            return false;
        if (!begins && (executed >= _backlogEnd || now >= _backlogUntil))
            return now >= Until && End();
        Until = now + AwaitedReplays.Patience;
        return false;
    }

    /// <returns>False: there was none.</returns>
    public bool End()
    {
        var wasOn = IsOn;
        _silent.Clear();
        Until = long.MaxValue;
        return wasOn;
    }
}
