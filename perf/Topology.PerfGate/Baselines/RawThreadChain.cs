using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The limit: what two threads can do with the same user work when nothing but a ring of batches lies between them.</summary>
/// <remarks>
/// The first thread runs source and middle, the second the sink: with as many threads as cores nothing waits for a turn.
/// Batches of 256 and 16 of them on the way, as our credit window of 4,096 tuples; they are not pooled, as ours are not,
/// because a receiver may keep its tuples.
/// </remarks>
internal sealed class RawThreadChain : IWorkload
{
    private const int BatchSize = 256;
    private const int Batches = 16;

    private readonly SpscRing<ChainTuple[]> _ring = new(Batches);
    private readonly SinkCounter _sink = new();
    private readonly Thread _first;
    private readonly Thread _second;
    private volatile bool _isStopping;

    public RawThreadChain()
    {
        _first = new Thread(RunSourceAndMiddle) { IsBackground = true, Name = "limit: source and middle" };
        _second = new Thread(RunSink) { IsBackground = true, Name = "limit: sink" };
        _second.Start();
        _first.Start();
    }

    public long Count => _sink.Count;

    public void Dispose()
    {
        _isStopping = true;
        _first.Join();
        _second.Join();
        ChainWork.Check(nameof(RawThreadChain), _sink.Count, _sink.Sum);
    }

    private void RunSourceAndMiddle()
    {
        var number = 0L;
        while (!_isStopping)
        {
            var batch = new ChainTuple[BatchSize];
            for (var i = 0; i < batch.Length; i++)
            {
                var emitted = new ChainTuple(ChainWork.Text, number++);
                batch[i] = new ChainTuple(emitted.Text, emitted.Number + ChainWork.Step);
            }
            _ring.Put(batch);
        }
        _ring.Complete();
    }

    private void RunSink()
    {
        while (_ring.TryTake(out var batch))
        {
            foreach (var tuple in batch)
                _sink.Take(tuple.Text, tuple.Number);
        }
    }
}
