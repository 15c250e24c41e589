namespace Topology.Connectors.Sources;

/// <summary>A split of one task: opened when its turn comes, closed at its end. One thread.</summary>
/// <param name="name">Its name.</param>
/// <param name="saved">As in the state: its position, the complement of it when it had ended; null: nothing was saved.</param>
internal sealed class Split<TItem>(string name, long? saved)
{
    private SplitReader<TItem>? _reader;
    private long? _position = saved is < 0 ? ~saved : saved;

    public string Name => name;

    public bool IsEnded { get; private set; } = saved is < 0;

    public bool TryRead(Func<string, long?, SplitReader<TItem>> open, out SourceItem<TItem> item)
    {
        item = default;
        if (IsEnded)
            return false;
        _reader ??= open(name, _position);
        var position = _reader.Position;
        var found = _reader.TryRead(out var read);
        _position = _reader.Position;
        if (found)
            item = new SourceItem<TItem>(name, position, read);
        else if (_reader.IsEnded)
            End();
        return found;
    }

    /// <summary>What to save; null: nothing yet.</summary>
    /// <param name="firstPending">The first position not acked; null: there is none.</param>
    public long? ToSaved(long? firstPending) => firstPending ?? (IsEnded ? ~_position : _position);

    public void Release(long saved)
    {
        if (saved >= 0)
            _reader?.Release(saved);
    }

    public void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private void End()
    {
        IsEnded = true;
        Close();
    }
}
