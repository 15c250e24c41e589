using System.Collections.Concurrent;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Acking;

/// <summary>Runs one shard of the ledger: takes acks from all executors, tells spouts which trees ended.</summary>
public sealed class AckerExecutor(EngineEnvironment environment, string name, int ackers) : Executor(environment, name), IAckTarget
{
    private const int BatchesPerSlice = 32;

    private readonly ConcurrentQueue<AckBatch> _inbox = new();
    private readonly AckLedger _ledger = new(ackers);
    private Answers?[] _answersOfTask = [];
    private Answers[] _answers = [];
    private LinkPace _pace = new();

    public bool IsRemote => false;

    /// <summary>Says who hosts each spout task; before the first slice.</summary>
    /// <param name="executorOfTask">The executor's id, at the task's.</param>
    /// <param name="spouts">By executor id; null for those that are no spouts. May change places meanwhile.</param>
    public void Connect(IReadOnlyList<int> executorOfTask, IReadOnlyList<IAnswerTarget?> spouts)
    {
        Answers?[] byExecutor = [.. spouts.Select((spout, id) => spout is null ? null : new Answers(spouts, id))];
        _answersOfTask = [.. executorOfTask.Select(executor => executor < 0 ? null : byExecutor[executor])];
        _answers = [.. byExecutor.OfType<Answers>()];
    }

    /// <summary>Takes over a batch. Any thread; never refuses.</summary>
    public void Deliver(AckBatch batch)
    {
        _inbox.Enqueue(batch);
        Wake();
    }

    protected override bool Slice()
    {
        var left = BatchesPerSlice;
        while (left-- > 0 && _inbox.TryDequeue(out var batch))
            Take(batch);
        var isDue = _pace.IsDue(Now);
        foreach (var answers in _answers)
        {
            if (answers.Flush(localOnly: !isDue))
                _pace.Sent(Now);
            if (answers.HasOpen)
                WakeAt = LinkPace.After(Now);
        }
        return !_inbox.IsEmpty;
    }

    private void Take(AckBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var (root, xor) = batch[i];
            if (_ledger.Add(root, xor))
                AnswersTo(root).Acked(root);
        }
        foreach (var (root, reason) in batch.Fails)
        {
            if (_ledger.Fail(root))
                AnswersTo(root).Failed(root, reason);
        }
        foreach (var root in batch.Holds)
            AnswersTo(root).Held(root); // a tree that has ended meanwhile is not pending any more
        foreach (var root in batch.Waits)
            AnswersTo(root).Waits(root); // likewise
        batch.Release();
    }

    private Answers AnswersTo(long root) => _answersOfTask[RootId.TaskOf(root)]!; // only spout tasks make roots

    /// <summary>What one spout executor is to be told.</summary>
    private sealed class Answers(IReadOnlyList<IAnswerTarget?> spouts, int executor)
    {
        private AckBatch? _open;
        private int _expected; // as many as the last time

        public bool HasOpen => _open is not null;

        public void Acked(long root)
        {
            _open ??= Open();
            _open.Add(root, 0);
            if (_open.IsFull)
                Flush();
        }

        public void Failed(long root, FailReason reason) => (_open ??= Open()).Fail(root, reason);

        public void Held(long root)
        {
            _open ??= Open();
            if (_open.Hold(root))
                Flush();
        }

        public void Waits(long root)
        {
            _open ??= Open();
            if (_open.Wait(root))
                Flush();
        }

        /// <returns>Whether they went to another worker.</returns>
        public bool Flush(bool localOnly = false)
        {
            var spout = spouts[executor]!; // a spout, as it was when this was made
            if (_open is null || (localOnly && spout.IsRemote))
                return false;
            _expected = _open.Count;
            spout.Deliver(_open);
            _open = null;
            return spout.IsRemote;
        }

        private AckBatch Open() => new(Math.Max(1, _expected));
    }
}
