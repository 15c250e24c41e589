using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;

namespace Topology.Runtime.Execution;

/// <summary>The inputs of a bolt executor between Execute and ack: whose edges, how long, and what to fail when it restarts. One thread.</summary>
internal sealed class InputTracker
{
    private static readonly TupleBatch NoBatch = new(new StreamSource("", "", 0, new Fields()), 0, 1);

    private readonly BoltExecutor _executor;
    private readonly ExecutorCounters _counters;
    private readonly OutstandingInputs _outstanding;
    private readonly SamplePlan _samples;
    private long _sampledAt;
    private TupleBatch? _batch = NoBatch; // not null, so that it is never the batch of an empty tuple
    private BatchNotes? _notes;
    private int _index = -1;
    private int _acksCount; // 0: ticks, which nobody counts
    private int _plainFrom; // tuples from here …
    private int _plainEnd; // … up to this one were acked in their Execute, which emitted nothing: their trees are told together

    /// <summary>The edges emitted so far, anchored to the tuple being executed.</summary>
    public long CurrentXor;

    public InputTracker(BoltExecutor executor, TopologyConfig config)
    {
        _executor = executor;
        _counters = executor.Counters;
        _outstanding = new OutstandingInputs(config.MessageTimeout.Ticks * 2);
        _samples = new SamplePlan(config.LatencySampleRate);
    }

    /// <summary>A batch was taken: chooses of which of its tuples to measure the latency.</summary>
    public void PlanSamples(int tuples) => _samples.Begin(tuples);

    /// <summary>Whether a tuple of the open batch, which was planned, is to be measured, and before which one that changes.</summary>
    public bool IsSampled(int index, out int end) => _samples.IsSampled(index, _batch!.Count, out end); // set by Open

    /// <summary>Tuples of this batch are about to be executed.</summary>
    public void Open(TupleBatch batch)
    {
        _batch = batch;
        _notes = Unsafe.As<BatchNotes>(batch.Notes); // set when the batch was taken
        _acksCount = batch.SourceOf(0).IsTick ? 0 : 1;
        _plainFrom = _plainEnd = 0;
    }

    /// <summary>The tuple of the open batch is about to be executed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int index)
    {
        _index = index;
        CurrentXor = 0;
    }

    /// <summary>Its Execute has returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End()
    {
        if (CurrentXor != 0)
            KeepXor();
    }

    /// <summary>Executes a tuple that came with no batch: a tick.</summary>
    public void ExecuteAlone(Bolt bolt, StreamTuple tuple)
    {
        tuple.Batch.Notes = new BatchNotes(_executor, 1);
        Open(tuple.Batch);
        Begin(tuple.Index);
        bolt.Execute(tuple);
        End();
        EndRun();
    }

    /// <summary>Some have been executed without a pause.</summary>
    public void EndRun()
    {
        AckPlain();
        _index = -1;
    }

    /// <summary>The next tuple's latency is measured.</summary>
    public void StartSample() => _sampledAt = _executor.ReadClock();

    /// <summary>It has been executed, and the next one's may begin; before <see cref="EndRun"/>.</summary>
    public void EndSample()
    {
        var (start, end) = (_sampledAt, _executor.ReadClock());
        var ticks = end - start;
        var weight = _samples.WeightOf(_index);
        var isDone = _notes!.IsDone(_index); // set by Open
        _sampledAt = end;
        _samples.Note(ticks, isDone);
        if (isDone)
        {
            _counters.ExecuteAndProcessLatency.Record(ticks, weight); // acked in its Execute: one look at the clock does for both
        }
        else
        {
            _counters.ExecuteLatency.Record(ticks, weight);
            _notes.KeepSample(_index, start, weight);
        }
    }

    /// <summary>The tuple being executed.</summary>
    public StreamTuple Current => new(_batch!, _index); // set by Open

    /// <summary>Its event time; none outside of Execute.</summary>
    public long CurrentEventTime => _index >= 0 ? _batch!.EventTimeOf(_index) : TupleBatch.NoEventTime; // set by Open

    /// <summary>Its first tree; 0 for none.</summary>
    public long CurrentRoot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _batch!.RootOf(_index); // set by Open
    }

    /// <summary>Whether it belongs to further trees.</summary>
    public bool HasMoreRoots
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _batch!.HasMoreIds && !_batch.MoreIdsOf(_index).IsEmpty; // set by Open
    }

    /// <summary>Whether this is the tuple being executed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCurrent(StreamTuple tuple) => tuple.Index == _index && ReferenceEquals(tuple.Batch, _batch);

    /// <summary>The notes on an input that is not acked or failed yet. On the executor's thread: the caller has checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BatchNotes NotesOfAnchor(StreamTuple anchor, TaskStreams streams)
    {
        var notes = NotesOf(anchor, streams);
        if (notes.IsDone(anchor.Index))
            ThrowDone(anchor, streams, "emitted anchored to");
        return notes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ack(StreamTuple input, TaskStreams streams)
    {
        streams.CheckThread();
        var notes = NotesOf(input, streams);
        if (!notes.TryFinish(input.Index))
            ThrowDone(input, streams, "acked");
        if (!IsCurrent(input))
        {
            AckLater(input, notes);
            return;
        }
        if (CurrentXor == 0 && input.Index == _plainEnd)
        {
            _plainEnd++;
            return;
        }
        AckAlone(input);
    }

    private void AckAlone(StreamTuple input)
    {
        AckPlain();
        if (CurrentXor == 0)
        {
            (_plainFrom, _plainEnd) = (input.Index, input.Index + 1);
            return;
        }
        if (input.Batch.IsTracked)
            AckTrees(input, CurrentXor);
        CurrentXor = 0;
        _counters.Acked += _acksCount;
    }

    /// <summary>Tells the trees of the tuples that were acked in their Execute and emitted nothing.</summary>
    private void AckPlain()
    {
        var (from, end) = (_plainFrom, _plainEnd);
        if (from == end)
            return;
        _counters.Acked += (end - from) * _acksCount;
        _plainFrom = end;
        if (!_batch!.IsTracked) // set by Open
            return;
        if (_batch.HasMoreIds)
        {
            for (var i = from; i < end; i++)
                AckTrees(new StreamTuple(_batch, i), 0);
            return;
        }
        var acks = _executor.TaskAcks;
        var ids = _batch.IdsOf(from, end);
        var (root, xor) = (0L, 0L);
        for (var i = 0; i + 1 < ids.Length; i += 2)
        {
            if (ids[i] != root)
            {
                if (root != 0)
                    acks.Ack(root, xor);
                (root, xor) = (ids[i], 0);
            }
            xor ^= ids[i + 1];
        }
        if (root != 0)
            acks.Ack(root, xor);
    }

    /// <summary>Acks a tuple whose Execute has returned.</summary>
    private void AckLater(StreamTuple input, BatchNotes notes)
    {
        AckTrees(input, notes.XorOf(input.Index));
        if (input.Batch.SourceOf(input.Index).IsTick)
            return;
        _counters.Acked++;
        if (notes.SampleOf(input.Index) is (var startedAt, > 0 and var weight))
            _counters.ProcessLatency.Record(_executor.ReadClock() - startedAt, weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AckTrees(StreamTuple input, long xor)
    {
        var root = input.Batch.RootOf(input.Index);
        if (root == 0)
            return;
        _executor.TaskAcks.Ack(root, input.Batch.EdgeOf(input.Index) ^ xor);
        foreach (var (other, edge) in input.Batch.MoreIdsOf(input.Index))
            _executor.TaskAcks.Ack(other, edge ^ xor);
    }

    public void Fail(StreamTuple input, TaskStreams streams)
    {
        streams.CheckThread();
        if (!NotesOf(input, streams).TryFinish(input.Index))
            ThrowDone(input, streams, "failed");
        FailTrees(input.Batch, input.Index, FailReason.Failed);
        _executor.TupleFailed(input.Batch.TaskOf(input.Index));
    }

    /// <summary>The input will be acked much later.</summary>
    public void Hold(StreamTuple input, TaskStreams streams)
    {
        streams.CheckThread();
        var notes = NotesOf(input, streams);
        if (notes.IsDone(input.Index))
            ThrowDone(input, streams, "held");
        notes.IsHeld = true;
        var root = input.Batch.RootOf(input.Index);
        if (root == 0)
            return;
        _executor.Acks.Hold(root);
        foreach (var (other, _) in input.Batch.MoreIdsOf(input.Index))
            _executor.Acks.Hold(other);
    }

    /// <summary>The tuple being executed threw.</summary>
    public void FailCurrent()
    {
        AckPlain();
        if (_index >= 0 && _notes!.TryFinish(_index)) // set by Open
            FailTrees(_batch!, _index, FailReason.Failed); // set by Open
        _index = -1;
    }

    /// <summary>The execution of a batch is over: remembers it if tracked tuples of it are neither acked nor failed.</summary>
    public void Keep(TupleBatch batch, long now)
    {
        if (!batch.IsTracked || batch.Notes is not BatchNotes notes)
            return;
        if (notes.Open > 0)
            _outstanding.Add(batch, now);
        else
            batch.ReleaseIds();
    }

    /// <summary>Fails every input that was executed and is neither acked nor failed: the instances that had them are gone.</summary>
    /// <returns>The executors that had sent those that were tracked.</returns>
    public HashSet<int> FailAll()
    {
        var senders = new HashSet<int>();
        foreach (var batch in _outstanding.TakeAll())
        {
            var notes = (BatchNotes)batch.Notes!; // only batches with notes are kept
            var executed = ReferenceEquals(batch, _executor.CurrentBatch) ? _executor.ExecutedOfCurrent : batch.Count;
            var isTracked = false;
            for (var i = 0; i < executed; i++)
            {
                if (!notes.TryFinish(i))
                    continue;
                isTracked |= batch.RootOf(i) != 0;
                FailTrees(batch, i, FailReason.Restarted);
            }
            if (isTracked && batch.Sender is IBatchOrigin origin) // a bolt that is tried alone is sent tuples by nobody
                senders.Add(origin.SenderId);
        }
        return senders;
    }

    private void FailTrees(TupleBatch batch, int index, FailReason reason)
    {
        if (!batch.SourceOf(index).IsTick)
            _counters.Failed++;
        _executor.Acks.Fail(batch, index, reason);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BatchNotes NotesOf(StreamTuple tuple, TaskStreams streams) => ReferenceEquals(tuple.Batch, _batch)
        ? _notes! // set together with _batch
        : NotesOfEarlier(tuple, streams);

    private BatchNotes NotesOfEarlier(StreamTuple tuple, TaskStreams streams)
    {
        if (tuple.Batch?.Notes is BatchNotes notes && ReferenceEquals(notes.Owner, _executor))
            return notes;
        throw new InvalidOperationException(tuple.Batch is null
            ? $"{streams.Where}: the tuple is empty (default), not one it received."
            : $"{streams.Where}: {tuple} was not received by this executor; a tuple can only be acked, failed or anchored to where it was received.");
    }

    private void KeepXor()
    {
        if (!_notes!.IsDone(_index)) // set by Open
            _notes.XorAt(_index) ^= CurrentXor;
    }

    [DoesNotReturn]
    private static void ThrowDone(StreamTuple tuple, TaskStreams streams, string what) => throw new InvalidOperationException(
        $"{streams.Where} {what} {tuple}, which it had acked or failed before. Each input is to be acked or failed once, after the last emit anchored to it.");
}
