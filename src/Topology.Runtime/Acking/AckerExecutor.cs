using System.Collections.Concurrent;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Acking;

/// <summary>Runs one shard of the ledger: takes acks from all executors, tells spouts which trees ended.</summary>
public sealed class AckerExecutor(EngineEnvironment environment, string name, int ackers) : Executor(environment, name)
{
    private const int BatchesPerSlice = 32;

    private readonly ConcurrentQueue<AckBatch> _inbox = new();
    private readonly AckLedger _ledger = new(ackers);
    private Answers?[] _answersOfTask = [];
    private Answers[] _answers = [];

    /// <summary>Says who hosts each spout task (at its id); before the first slice.</summary>
    public void Connect(IReadOnlyList<SpoutExecutor?> spoutOfTask)
    {
        var bySpout = spoutOfTask.OfType<SpoutExecutor>().Distinct().ToDictionary(spout => spout, spout => new Answers(spout));
        _answersOfTask = [.. spoutOfTask.Select(spout => spout is null ? null : bySpout[spout])];
        _answers = [.. bySpout.Values];
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
        foreach (var answers in _answers)
            answers.Flush();
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
    }

    private Answers AnswersTo(long root) => _answersOfTask[RootId.TaskOf(root)]!; // only spout tasks make roots

    /// <summary>What one spout executor is to be told.</summary>
    private sealed class Answers(SpoutExecutor spout)
    {
        private AckBatch? _open;
        private int _expected; // as many as the last time

        public void Acked(long root)
        {
            _open ??= Open();
            _open.Add(root, 0);
            if (_open.IsFull)
                Flush();
        }

        public void Failed(long root, FailReason reason) => (_open ??= Open()).Fail(root, reason);

        public void Flush()
        {
            if (_open is null)
                return;
            _expected = _open.Count;
            spout.Deliver(_open);
            _open = null;
        }

        private AckBatch Open() => new(Math.Max(1, _expected));
    }
}
