namespace Topology.Connectors;

/// <summary>Reads one split of a source: a file, a log, a range. Used by one <see cref="PositionedSpout{TItem}"/>, on its executor's thread.</summary>
/// <typeparam name="TItem">What it is read into.</typeparam>
public abstract class SplitReader<TItem> : IDisposable
{
    /// <summary>Where the item begins that <see cref="TryRead"/> gives next; not negative, grows with each item. Opened there again, a reader gives the same items.</summary>
    public abstract long Position { get; }

    /// <summary>Whether <see cref="TryRead"/> will never give an item again. Asked after it gave none.</summary>
    public abstract bool IsEnded { get; }

    /// <summary>Reads the next item, if it is there now. Should not wait for one.</summary>
    /// <param name="item">The item; of no meaning when the result is false.</param>
    /// <exception cref="Exception">Restarts the topology's source from its last checkpoint.</exception>
    public abstract bool TryRead(out TItem item);

    /// <summary>A completed checkpoint holds this position: nothing before it will be read again. What lies there may be deleted.</summary>
    /// <param name="position">One that <see cref="Position"/> had.</param>
    public virtual void Release(long position) { }

    /// <summary>Closes it; the base does nothing. Not called when the process dies or the spout is restarted after a failure.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
