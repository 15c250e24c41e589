namespace Topology.Runtime.Acking;

/// <summary>The tracked emits of one spout task that are neither acked nor failed. Pure; one thread.</summary>
/// <remarks>Arrays by slot, with a list through them in the order of the time-outs: adding, completing, expiring and
/// resetting are all O(1). Trees that are held are in a list of their own, and so are those that wait for a checkpoint.</remarks>
public sealed class PendingRoots(int task, long epoch = 0)
{
    private const int None = -1;

    private readonly int _unused = RootId.Unused(epoch);
    private Value[] _messages = new Value[16];
    private Entry[] _entries = new Entry[16];
    private int _free = None; // free slots, linked by Next, longest free first: trees begun one after the other get
    private int _lastFree = None; // neighbouring slots, and what is done to them finds its neighbours in the same cache line
    private int _used; // slots ever used
    private int _oldest = None;
    private int _youngest = None;
    private int _lastHeld = None;
    private int _lastWaiting = None;

    /// <summary>Emits pending, those that are held or wait included.</summary>
    public int Count { get; private set; }

    /// <summary>Those that are held: they do not time out.</summary>
    public int Held { get; private set; }

    /// <summary>Those that wait for a checkpoint and are not held: they do not time out either.</summary>
    public int Waiting { get; private set; }

    /// <summary>Those that are in flight: neither held nor waiting.</summary>
    public int InFlight => Count - Held - Waiting;

    /// <summary>Whether a further emit would have no slot.</summary>
    public bool IsExhausted => Count >= RootId.MaxSlots - 1;

    /// <summary>When the oldest entry was emitted or last reset; MaxValue if there is none.</summary>
    public long OldestAt => _oldest == None ? long.MaxValue : _entries[_oldest].Since;

    /// <summary>Begins a tree.</summary>
    /// <returns>Its root id.</returns>
    public long Add(Value messageId, long now)
    {
        var slot = _free;
        if (slot == None)
            slot = NewSlot();
        else if ((_free = _entries[slot].Next) == None)
            _lastFree = None;
        ref var entry = ref _entries[slot];
        entry.Generation = RootId.Next(entry.Generation);
        entry.EmittedAt = entry.Since = now;
        entry.IsUsed = true;
        _messages[slot] = messageId;
        Append(slot);
        Count++;
        return RootId.Pack(task, entry.Generation, slot);
    }

    /// <summary>Ends a tree; false if it has ended before.</summary>
    public bool TryComplete(long root, out Value messageId, out long emittedAt)
    {
        if (!TryFind(root, out var slot))
        {
            messageId = default;
            emittedAt = 0;
            return false;
        }
        Remove(slot, out messageId, out emittedAt);
        return true;
    }

    /// <summary>Ends a tree that no acker has heard of, so that its id can be given again: ackers see how ids of a slot grow.</summary>
    public bool TryWithdraw(long root, out Value messageId, out long emittedAt)
    {
        if (!TryComplete(root, out messageId, out emittedAt))
            return false;
        ref var entry = ref _entries[RootId.SlotOf(root)];
        entry.Generation = RootId.Previous(entry.Generation);
        return true;
    }

    /// <summary>Ends the oldest tree if it is as old as the time-out.</summary>
    public bool TryExpire(long now, long timeout, out Value messageId)
    {
        messageId = default;
        if (_oldest == None || now - _entries[_oldest].Since < timeout)
            return false;
        Remove(_oldest, out messageId, out _);
        return true;
    }

    /// <summary>Ends the oldest tree, whatever its age, those that are held last; false if there is none.</summary>
    public bool TryTakeOldest(out Value messageId)
    {
        messageId = default;
        if (Count == 0)
            return false;
        Remove(_oldest != None ? _oldest : _lastWaiting != None ? _lastWaiting : _lastHeld, out messageId, out _);
        return true;
    }

    /// <summary>A tree is held: it does not time out any more. Nothing happens if it has ended.</summary>
    public void Hold(long root)
    {
        if (!TryFind(root, out var slot) || _entries[slot].Aside == Aside.Held)
            return;
        Take(slot);
        Put(slot, Aside.Held, ref _lastHeld);
        Held++;
    }

    /// <summary>A tree waits for a checkpoint: it does not time out before <see cref="EndWait"/>. Nothing happens if it has ended or is held.</summary>
    public void Wait(long root)
    {
        if (!TryFind(root, out var slot) || _entries[slot].Aside != Aside.No)
            return;
        Take(slot);
        Put(slot, Aside.Waiting, ref _lastWaiting);
        Waiting++;
    }

    /// <summary>A checkpoint is complete: trees that waited for it will be acked, or time out from now on. O(<see cref="Waiting"/>).</summary>
    /// <param name="before">Trees begun before it are meant.</param>
    /// <param name="now">The time.</param>
    public void EndWait(long before, long now)
    {
        for (var slot = _lastWaiting; slot != None;)
        {
            var previous = _entries[slot].Previous;
            if (_entries[slot].EmittedAt < before)
            {
                Take(slot);
                _entries[slot].Since = now;
                Append(slot);
            }
            slot = previous;
        }
    }

    /// <summary>Restarts the time-out of a tree, if it is still pending.</summary>
    public void Reset(long root, long now)
    {
        if (!TryFind(root, out var slot) || _entries[slot].Aside != Aside.No)
            return;
        Unlink(slot);
        _entries[slot].Since = now;
        Append(slot);
    }

    /// <summary>Corrects the time of the trees begun last, which were given a time that was over already.</summary>
    /// <param name="from">The time they were given.</param>
    /// <param name="now">When they began at the latest.</param>
    public void Restamp(long from, long now)
    {
        for (var slot = _youngest; slot != None && _entries[slot].Since == from; slot = _entries[slot].Previous)
            _entries[slot].Since = _entries[slot].EmittedAt = now;
    }

    /// <summary>Ends every tree without a word; generations go on, so late acks find nothing.</summary>
    /// <returns>How many there were.</returns>
    public int Clear()
    {
        var count = Count;
        while (TryTakeOldest(out _))
        {
        }
        return count;
    }

    private bool TryFind(long root, out int slot)
    {
        slot = RootId.SlotOf(root);
        return slot < _used && _entries[slot].IsUsed && _entries[slot].Generation == RootId.GenerationOf(root);
    }

    private int NewSlot()
    {
        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, _used * 2);
            Array.Resize(ref _messages, _used * 2);
        }
        _entries[_used].Generation = _unused;
        return _used++;
    }

    private void Remove(int slot, out Value messageId, out long emittedAt)
    {
        ref var entry = ref _entries[slot];
        Take(slot);
        messageId = _messages[slot];
        emittedAt = entry.EmittedAt;
        _messages[slot] = default; // do not keep the user's object alive
        entry.IsUsed = false;
        entry.Next = None;
        if (_lastFree == None)
            _free = slot;
        else
            _entries[_lastFree].Next = slot;
        _lastFree = slot;
        Count--;
    }

    private void Append(int slot)
    {
        ref var entry = ref _entries[slot];
        entry.Next = None;
        entry.Previous = _youngest;
        if (_youngest == None)
            _oldest = slot;
        else
            _entries[_youngest].Next = slot;
        _youngest = slot;
    }

    private void Unlink(int slot)
    {
        ref var entry = ref _entries[slot];
        if (entry.Previous == None)
            _oldest = entry.Next;
        else
            _entries[entry.Previous].Next = entry.Next;
        if (entry.Next == None)
            _youngest = entry.Previous;
        else
            _entries[entry.Next].Previous = entry.Previous;
    }

    /// <summary>Takes a tree out of the list it is in.</summary>
    private void Take(int slot)
    {
        ref var entry = ref _entries[slot];
        if (entry.Aside == Aside.Held)
        {
            Take(ref entry, ref _lastHeld);
            Held--;
        }
        else if (entry.Aside == Aside.Waiting)
        {
            Take(ref entry, ref _lastWaiting);
            Waiting--;
        }
        else
        {
            Unlink(slot);
        }
    }

    private void Take(ref Entry entry, ref int last)
    {
        if (entry.Previous != None)
            _entries[entry.Previous].Next = entry.Next;
        if (entry.Next == None)
            last = entry.Previous;
        else
            _entries[entry.Next].Previous = entry.Previous;
        entry.Aside = Aside.No;
    }

    private void Put(int slot, Aside aside, ref int last)
    {
        ref var entry = ref _entries[slot];
        entry.Aside = aside;
        entry.Next = None;
        entry.Previous = last;
        if (last != None)
            _entries[last].Next = slot;
        last = slot;
    }

    /// <summary>Why a tree does not time out.</summary>
    private enum Aside : byte
    {
        No,
        Held,
        Waiting,
    }

    private struct Entry
    {
        public long EmittedAt;
        public long Since;
        public int Generation;
        public int Next;
        public int Previous;
        public bool IsUsed;
        public Aside Aside;
    }
}
