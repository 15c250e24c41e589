namespace Topology.Runtime.Watermarks;

/// <summary>What one spout task is expected to emit again after an executor was restarted. While that lasts no watermark holds for those that have lost it. Pure; one thread; times are passed in.</summary>
/// <remarks>
/// It lasts until every id that failed was emitted again, or the spout had nothing to emit when it was asked, or no id was emitted again for <see cref="Patience"/> although it was asked: a spout need
/// not emit again what has failed. Answers come from several ackers and to several spouts, so that it lasts for <see cref="Settling"/> after the last one in any case.
/// </remarks>
internal sealed class AwaitedReplays
{
    /// <summary>As long as the shortest back-off before a restart.</summary>
    public const long Settling = 100 * TimeSpan.TicksPerMillisecond;

    /// <summary>How long nothing need happen before nothing more is expected.</summary>
    public const long Patience = 5 * TimeSpan.TicksPerSecond;

    private readonly HashSet<Value> _ids = [];
    private long _settledAt = long.MinValue;
    private long _patientUntil = long.MinValue;
    private bool _isWithheld; // the spout is not asked
    private bool _isUnknown; // what failed is not known any more, but something did
    private bool _hasNew;

    /// <summary>Whether something is expected, as of the last <see cref="Look"/>.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>When to look again at the latest; MaxValue: nothing is expected, or only after the spout was asked.</summary>
    public long LookAt => !IsWaiting ? long.MaxValue
        : _ids.Count == 0 && !_isUnknown ? _settledAt
        : _isWithheld ? long.MaxValue
        : Math.Max(_settledAt, _patientUntil);

    /// <summary>A tree failed since an executor was restarted.</summary>
    public void Failed(Value id, long now)
    {
        _ids.Add(id);
        (_settledAt, _patientUntil) = (now + Settling, now + Patience);
        IsWaiting = _hasNew = true;
    }

    /// <summary>Trees are about to fail.</summary>
    public void Expect(long now)
    {
        _settledAt = now + Settling;
        IsWaiting = _hasNew = true;
    }

    /// <summary>A tree begins.</summary>
    public void Emitted(Value id, long now)
    {
        if (_ids.Count > 0 && _ids.Remove(id))
            _patientUntil = now + Patience;
    }

    /// <summary>The spout is not asked, whether it has something or not.</summary>
    public void Withhold() => _isWithheld = true;

    /// <summary>The spout is asked.</summary>
    public void Ask(long now)
    {
        if (!_isWithheld)
            return;
        _isWithheld = false;
        _patientUntil = now + Patience;
    }

    /// <summary>The spout was asked and has nothing to emit.</summary>
    public void NothingEmitted()
    {
        _ids.Clear();
        _isUnknown = false;
    }

    /// <summary>The instance is gone. The next one emits again what this one still had to, under ids that nobody knows.</summary>
    public void Abandon()
    {
        _isUnknown = IsWaiting;
        _isWithheld = true;
        _ids.Clear();
    }

    /// <summary>Time has passed.</summary>
    public void Look(long now)
    {
        if (now < LookAt)
            return;
        NothingEmitted();
        IsWaiting = false;
    }

    /// <summary>Whether something has failed since this was asked last.</summary>
    public bool TakeNew()
    {
        var hasNew = _hasNew;
        _hasNew = false;
        return hasNew;
    }
}
