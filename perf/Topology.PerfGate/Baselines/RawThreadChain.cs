using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The limit: what two threads can do with the same user work when nothing but a ring of batches lies between them.</summary>
/// <remarks>
/// The first thread runs source and middle, the second the sink: with as many threads as cores nothing waits for a turn.
/// The work is that of our components, on the same cells: each stage stores a string and a long as <see cref="Value"/>s and the
/// next one asks them for their types. Batches of 256 and 16 of them on the way, as our credit window of 4,096 tuples; they are
/// not pooled, as ours are not, because a receiver may keep its tuples.
/// </remarks>
internal sealed class RawThreadChain : IWorkload
{
    private const int BatchSize = 256;
    private const int Width = 2; // values of a tuple
    private const int Batches = 16;

    private readonly SpscRing<Value[]> _ring = new(Batches);
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

    private static Value[] EmitBatch(ref long number)
    {
        var batch = new Value[BatchSize * Width];
        for (var i = 0; i < batch.Length; i += Width)
        {
            batch[i] = ChainWork.Text;
            batch[i + 1] = number++;
        }
        return batch;
    }

    private static Value[] Forward(Value[] input)
    {
        var batch = new Value[input.Length];
        for (var i = 0; i < batch.Length; i += Width)
        {
            batch[i] = input[i].AsString();
            batch[i + 1] = input[i + 1].AsInt64() + ChainWork.Step;
        }
        return batch;
    }

    private void RunSourceAndMiddle()
    {
        var number = 0L;
        while (!_isStopping)
            _ring.Put(Forward(EmitBatch(ref number)));
        _ring.Complete();
    }

    private void RunSink()
    {
        while (_ring.TryTake(out var batch))
        {
            for (var i = 0; i < batch.Length; i += Width)
                _sink.Take(batch[i].AsString(), batch[i + 1].AsInt64());
        }
    }
}
