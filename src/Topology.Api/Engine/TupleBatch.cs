using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Topology.Engine;

/// <summary>Tuples on their way from one executor to another: the only thing of the data plane that moves.</summary>
/// <remarks>
/// Filled by one sender, then handed over and never changed again, except for <see cref="Notes"/>, the
/// receiver's own. What a receiver got is never used again, so that a <see cref="StreamTuple"/> may be kept, but for the memory of its ids, which nobody needs once all are acked.
/// </remarks>
public sealed class TupleBatch
{
    /// <summary>Most tuples of a batch. 256 is the measured optimum; 1024 is slower.</summary>
    public const int MaxTuples = 256;

    /// <summary>Most values of a batch: 64 KiB of 16 bytes, below the large-object heap.</summary>
    public const int MaxValues = 4096;

    /// <summary>In place of event time, for tuples that have none.</summary>
    public const long NoEventTime = -1;

    private const int FewValues = 8;

    private const long Taken = -1; // in place of a signal

    private static readonly StreamSource NoSource = new("", "", 0, new Fields());

    private Value[] _values;
    private int[]? _offsets;
    private StreamSource _source;
    private StreamSource[]? _sources;
    private int _width;
    private int _task;
    private int[]? _tasks;
    private long[]? _ids; // root and edge by turns; zeros where a tuple has none
    private int _idsEnd; // what lies behind is not initialized
    private (long Root, long Edge)[]?[]? _moreIds;
    private long[]? _times; // event times; null: no tuple has any
    private int _timesEnd; // what lies behind is not initialized
    private long _signal; // of a watermark, until it is taken; several threads
    private int _valueCount;
    private bool _isMixed; // several sources or tasks

    /// <summary>Begins a batch whose arrays fit what is expected and grow as needed.</summary>
    /// <param name="source">The source of the first tuple.</param>
    /// <param name="task">The receiving task of the first tuple.</param>
    /// <param name="expected">Tuples expected, 1 … <see cref="MaxTuples"/>.</param>
    public TupleBatch(StreamSource source, int task, int expected)
    {
        Begin(source, task, expected);
        _values = new Value[Math.Max(1, Math.Min(expected * _width, MaxValues))];
    }

    private TupleBatch()
    {
        _source = NoSource;
        _values = [];
    }

    /// <summary>For the sender: the batch was copied on its way out and no receiver has seen it. Empty, it can be begun again, and keeps no user object alive.</summary>
    internal void Empty()
    {
        ReleaseIds();
        _values.AsSpan(0, _valueCount).Clear();
        (_offsets, _sources, _tasks, _times) = (null, null, null, null);
        (_valueCount, _timesEnd, Count) = (0, 0, 0);
        _isMixed = false;
    }

    /// <summary>For the sender: begins an empty batch again.</summary>
    [MemberNotNull(nameof(_source))]
    internal void Begin(StreamSource source, int task, int expected)
    {
        _source = source;
        _task = task;
        _width = source.Fields.Count;
        Capacity = expected;
    }

    /// <summary>Makes the barrier of a checkpoint: an empty batch that divides what its sender sent before from what it sends after.</summary>
    /// <param name="checkpoint">The checkpoint's id, not 0.</param>
    public static TupleBatch OfBarrier(long checkpoint) => new() { Barrier = checkpoint };

    /// <summary>Makes a watermark: an empty batch that says how far event time has got in what its sender sent before.</summary>
    /// <param name="signal">What it says.</param>
    public static TupleBatch OfWatermark(WatermarkSignal signal) => new() { IsWatermark = true, _signal = signal.Packed };

    /// <summary>The checkpoint whose barrier this is; 0 for tuples and watermarks.</summary>
    public long Barrier { get; private init; }

    /// <summary>Whether this is a watermark.</summary>
    public bool IsWatermark { get; private init; }

    /// <summary>Has a watermark say something newer, if its receiver has not taken it yet: it is the last thing that was sent, so nothing is overtaken. Any thread.</summary>
    /// <returns>False: too late, or it says that tuples are replayed, which the receiver must hear of; another one is to be sent.</returns>
    public bool TryReplace(WatermarkSignal signal)
    {
        var before = Volatile.Read(ref _signal);
        return before != Taken && before != WatermarkSignal.PackedReplaying && Interlocked.CompareExchange(ref _signal, signal.Packed, before) == before; // only the receiver changes it besides, once
    }

    /// <summary>What a watermark says. It says nothing else from now on: only its receiver may ask, once.</summary>
    public WatermarkSignal TakeSignal() => WatermarkSignal.TryUnpack(Interlocked.Exchange(ref _signal, Taken), out var signal)
        ? signal
        : throw new InvalidOperationException("expected a watermark that nobody has taken, got one that was taken before");

    /// <summary>For codecs and links: what a watermark says that was not handed to its receiver yet.</summary>
    public WatermarkSignal Signal => WatermarkSignal.TryUnpack(Volatile.Read(ref _signal), out var signal) ? signal : default;

    /// <summary>Tuples in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the batch takes no more.</summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Count >= MaxTuples || _valueCount >= MaxValues;
    }

    /// <summary>Whether any tuple belongs to a tracked tree.</summary>
    public bool IsTracked => _ids is not null;

    /// <summary>For codecs: whether all tuples so far have one source and one receiving task.</summary>
    internal bool IsOfOneWay => !_isMixed;

    /// <summary>What the receiver notes about its tuples; the receiver's own.</summary>
    public object? Notes { get; set; }

    /// <summary>Who gets the credit back when the batch has been consumed; the sender's, set before handing over.</summary>
    public object? Sender { get; set; }

    private int Capacity { get; set; }

    /// <summary>Appends a tuple.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="task">The receiving task.</param>
    /// <param name="values">Its values; copied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(StreamSource source, int task, ReadOnlySpan<Value> values)
    {
        if (!ReferenceEquals(source, _source) || task != _task || _isMixed)
            Mix(source, task);
        var end = _valueCount + values.Length;
        if (end > _values.Length)
            GrowValues(end);
        if (values.Length <= FewValues)
            CopyFew(values);
        else
            values.CopyTo(_values.AsSpan(_valueCount));
        _valueCount = end;
        Count++;
    }

    /// <summary>For codecs: appends a tuple whose values the caller writes into the span that it gets, before anything else is done with the batch.</summary>
    internal Span<Value> Append(StreamSource source, int task)
    {
        if (!ReferenceEquals(source, _source) || task != _task || _isMixed)
            Mix(source, task);
        var width = source.Fields.Count;
        var end = _valueCount + width;
        if (end > _values.Length)
            GrowValues(end);
        var room = _values.AsSpan(_valueCount, width);
        _valueCount = end;
        Count++;
        return room;
    }

    /// <summary>For codecs: takes back what <see cref="Append"/> has just appended.</summary>
    internal void TakeBack(StreamSource source)
    {
        var width = source.Fields.Count;
        _valueCount -= width;
        _values.AsSpan(_valueCount, width).Clear(); // keeps no user object alive
        Count--;
    }

    /// <summary>Says which tree and edge the tuple appended last belongs to.</summary>
    /// <param name="root">The tree's root id, not 0.</param>
    /// <param name="edge">The id of this delivery.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetIds(long root, long edge)
    {
        var at = (Count - 1) * 2;
        var ids = _ids;
        if (ids is null || at != _idsEnd || at + 1 >= ids.Length)
            ids = GrowIds(at);
        ids[at + 1] = edge;
        ids[at] = root;
        _idsEnd = at + 2;
    }

    /// <summary>For the sender: xors the edge of the tuple appended last; false if its first tree is another one.</summary>
    internal bool TryAddEdges(long root, long edges)
    {
        var at = (Count - 1) * 2;
        if (_ids is null || at >= _idsEnd || _ids[at] != root)
            return false;
        _ids[at + 1] ^= edges;
        return true;
    }

    /// <summary>Adds a further tree to the tuple appended last.</summary>
    /// <param name="root">The tree's root id.</param>
    /// <param name="edge">The id of this delivery in that tree.</param>
    public void AddIds(long root, long edge)
    {
        _moreIds ??= new (long, long)[]?[MaxTuples];
        var old = _moreIds[Count - 1] ?? [];
        _moreIds[Count - 1] = [.. old, (root, edge)];
    }

    /// <summary>Gives the tuple appended last an event time.</summary>
    /// <param name="ticks">UTC ticks, or <see cref="NoEventTime"/>.</param>
    public void SetEventTime(long ticks)
    {
        var at = Count - 1;
        var times = _times;
        if (times is null || at != _timesEnd || at >= times.Length)
        {
            if (ticks == NoEventTime)
                return;
            times = GrowTimes(at);
        }
        times[at] = ticks;
        _timesEnd = Count;
    }

    /// <summary>The event time of a tuple in UTC ticks; <see cref="NoEventTime"/> for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EventTimeOf(int index)
    {
        var times = _times;
        return times is not null && index < _timesEnd ? times[index] : NoEventTime;
    }

    /// <summary>Whether any tuple has an event time.</summary>
    public bool HasEventTimes => _times is not null;

    /// <summary>The first tree the tuple belongs to; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long RootOf(int index)
    {
        var at = index * 2;
        var ids = _ids;
        return ids is not null && at < _idsEnd ? ids[at] : 0;
    }

    /// <summary>The id of the delivery in the first tree.</summary>
    public long EdgeOf(int index) => _ids![index * 2 + 1]; // only asked when RootOf is not 0

    /// <summary>For the receiver: root and edge by turns of a range of tuples; zeros where one has none, and it ends with the last that has any.</summary>
    internal ReadOnlySpan<long> IdsOf(int from, int end) => from * 2 < _idsEnd ? _ids.AsSpan(from * 2, Math.Min(end * 2, _idsEnd) - from * 2) : default;

    /// <summary>For the receiver: all tuples have been acked or failed, so nobody asks for their ids again. The batch is not tracked any more.</summary>
    internal void ReleaseIds()
    {
        IdArrays.Return(_ids);
        _ids = null;
        _idsEnd = 0;
        _moreIds = null;
    }

    /// <summary>Whether any tuple belongs to more than one tree.</summary>
    public bool HasMoreIds => _moreIds is not null;

    /// <summary>The further trees the tuple belongs to; mostly none.</summary>
    public ReadOnlySpan<(long Root, long Edge)> MoreIdsOf(int index) => _moreIds is null ? default : _moreIds[index];

    /// <summary>Who emitted the tuple.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StreamSource SourceOf(int index) => _sources is null ? _source : _sources[index];

    /// <summary>Who is to receive the tuple.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TaskOf(int index) => _tasks is null ? _task : _tasks[index];

    /// <summary>One value of a tuple.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tuple has no such position.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly Value ValueAt(int index, int position)
    {
        if (_offsets is null && (uint)position < (uint)_width)
            return ref _values[index * _width + position];
        return ref ValueAtOffset(index, position);
    }

    /// <summary>The values of a tuple; a view.</summary>
    public ReadOnlySpan<Value> ValuesOf(int index) =>
        _values.AsSpan(_offsets is null ? index * _width : _offsets[index], SourceOf(index).Fields.Count);

    /// <summary>The tuple as user code sees it.</summary>
    public StreamTuple this[int index] => new(this, index);

    // One by one: up to a few values that is faster than the call that copies blocks of references.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyFew(ReadOnlySpan<Value> values)
    {
        var target = _values.AsSpan(_valueCount, values.Length);
        for (var i = 0; i < target.Length; i++)
            target[i] = values[i];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref readonly Value ValueAtOffset(int index, int position)
    {
        var fields = SourceOf(index).Fields;
        if ((uint)position >= (uint)fields.Count)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"the tuple has {fields.Count} values: {fields}");
        return ref _values[(_offsets is null ? index * _width : _offsets[index]) + position];
    }

    /// <summary>Notes what the next tuple does not share with the first one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Mix(StreamSource source, int task)
    {
        _isMixed = true;
        if (_sources is not null || !ReferenceEquals(source, _source))
            MixSources(source);
        if (_tasks is not null || task != _task)
            MixTasks(task);
        if (_offsets is not null)
            _offsets[Count] = _valueCount;
    }

    private void MixSources(StreamSource source)
    {
        if (_sources is null)
        {
            _sources = new StreamSource[MaxTuples];
            Array.Fill(_sources, _source, 0, Count);
        }
        _sources[Count] = source;
        if (source.Fields.Count == _width || _offsets is not null)
            return;
        _offsets = new int[MaxTuples];
        for (var i = 0; i < Count; i++)
            _offsets[i] = i * _width;
    }

    private void MixTasks(int task)
    {
        if (_tasks is null)
        {
            _tasks = new int[MaxTuples];
            Array.Fill(_tasks, _task, 0, Count);
        }
        _tasks[Count] = task;
    }

    private void GrowValues(int needed) =>
        Array.Resize(ref _values, Math.Max(needed, Math.Min(_values.Length * 2, MaxValues)));

    /// <summary>Makes room for the event time at a place, with none for the tuples before it that were given none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long[] GrowTimes(int at)
    {
        if (_times is null || at >= _times.Length)
        {
            var longer = GC.AllocateUninitializedArray<long>(Math.Max(at + 1, Math.Min(Math.Max(Capacity, at * 2), MaxTuples)));
            _times.AsSpan(0, _timesEnd).CopyTo(longer);
            _times = longer;
        }
        _times.AsSpan(_timesEnd, at - _timesEnd).Fill(NoEventTime);
        return _times;
    }

    /// <summary>Makes room for the ids at a place, with zeros for the tuples before it that have none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long[] GrowIds(int at)
    {
        if (_ids is null || at + 1 >= _ids.Length)
        {
            var longer = IdArrays.Rent(Math.Max(at + 2, Math.Min(Math.Max(Capacity * 2, at * 2), MaxTuples * 2)));
            _ids.AsSpan(0, _idsEnd).CopyTo(longer);
            IdArrays.Return(_ids);
            _ids = longer;
        }
        _ids.AsSpan(_idsEnd, at - _idsEnd).Clear();
        return _ids;
    }
}
