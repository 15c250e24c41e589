using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Messaging;

/// <summary>The way to an executor in another worker. While there is no link it has no credit, so its sender keeps what it has for later.</summary>
/// <remarks>Thread safety: the sender's thread sends and connects; the link's reading thread releases. A batch's token of
/// <see cref="Activity"/> stays out until the other side has consumed it, or the link is lost.</remarks>
public sealed class RemoteChannel(ComponentExecutor sender, int receiver, int window, Activity activity) : Channel(sender)
{
    private readonly int _wakeAt = window - Math.Max(1, window / 4); // as in LocalChannel
    private Connection? _connection; // written by the sender's thread
    private IDataLink? _toFlush; // since the last flush something was sent over it

    public override int InFlight => Volatile.Read(ref _connection)?.Tuples ?? 0;

    /// <summary>Changes the link. What was in flight on the former one is given up.</summary>
    /// <param name="link">Null: there is none at present.</param>
    public void Connect(IDataLink? link)
    {
        var former = _connection;
        if (former is not null && ReferenceEquals(former.Link, link))
            return;
        for (var batches = Replace(link is null ? null : new Connection(link)); batches > 0; batches--)
            activity.End();
    }

    /// <summary>Gives up what is in flight, as the sender stops. The sender's thread.</summary>
    public void Abandon()
    {
        for (var batches = Replace(null); batches > 0; batches--)
            activity.Withdraw();
    }

    /// <summary>The slice ends: what was sent in it is on its way now. The sender's thread.</summary>
    public void Flush()
    {
        _toFlush?.Flush();
        _toFlush = null;
    }

    public override bool TrySend(TupleBatch batch)
    {
        if (_connection is not { } connection || !connection.TryTake(batch.Count, window))
            return false; // connecting, or the credit that comes back, wakes the sender
        var unsent = connection.Link.SendTuples(sender.Plan.Id, receiver, batch);
        _toFlush = connection.Link;
        if (unsent.Count == 0)
            return true;
        if (connection.GiveBack(unsent.Count, unsent.Count == batch.Count ? 1 : 0) > 0)
            activity.End();
        sender.FailUnsent(batch, unsent);
        return true;
    }

    /// <summary>The other side has consumed tuples. The link's reading thread.</summary>
    /// <param name="link">Over which it said so; another than the present one is ignored.</param>
    /// <param name="tuples">How many.</param>
    /// <param name="batches">Of how many batches.</param>
    public void Release(IDataLink link, int tuples, int batches)
    {
        if (Volatile.Read(ref _connection) is not { } connection || !ReferenceEquals(connection.Link, link))
            return;
        for (var left = connection.GiveBack(tuples, batches); left > 0; left--)
            activity.End();
        if (connection.TakeWake(_wakeAt))
            Sender.Wake();
    }

    /// <returns>Batches that were in flight on the former connection.</returns>
    private int Replace(Connection? next)
    {
        var former = _connection;
        Volatile.Write(ref _connection, next);
        return former?.Close() ?? 0;
    }

    /// <summary>The credit over one link. Guarded by itself: once per batch.</summary>
    private sealed class Connection(IDataLink link)
    {
        private int _tuples;
        private int _batches;
        private bool _senderWaits;
        private bool _isClosed;

        public IDataLink Link { get; } = link;

        public int Tuples => Volatile.Read(ref _tuples);

        /// <summary>Notes that a batch is sent, if there is credit.</summary>
        public bool TryTake(int tuples, int window)
        {
            lock (this)
            {
                _senderWaits = _tuples >= window;
                if (_senderWaits)
                    return false;
                _tuples += tuples;
                _batches++;
                return true;
            }
        }

        /// <returns>How many batches are over now: none after the end.</returns>
        public int GiveBack(int tuples, int batches)
        {
            lock (this)
            {
                if (_isClosed)
                    return 0;
                _tuples -= tuples;
                _batches -= batches;
                return batches;
            }
        }

        /// <summary>Whether the sender waits and there is enough credit to wake it.</summary>
        public bool TakeWake(int wakeAt)
        {
            lock (this)
            {
                var wakes = _senderWaits && _tuples <= wakeAt;
                _senderWaits &= !wakes;
                return wakes;
            }
        }

        /// <returns>Batches that were in flight.</returns>
        public int Close()
        {
            lock (this)
            {
                _isClosed = true;
                return _batches;
            }
        }
    }
}
