using BenchmarkDotNet.Attributes;
using Topology.Engine;

namespace Topology.Benchmarks;

/// <summary>What does it cost to put a tuple into a batch, and to read it again?</summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private static readonly StreamSource Source = new("source", "default", 1, new Fields("text", "number"));

    private readonly TupleBatch _full = Fill();

    [Benchmark(OperationsPerInvoke = TupleBatch.MaxTuples)]
    public TupleBatch Write() => Fill();

    [Benchmark(OperationsPerInvoke = TupleBatch.MaxTuples)]
    public TupleBatch WriteTracked()
    {
        var batch = new TupleBatch(Source, task: 2, TupleBatch.MaxTuples);
        for (var i = 0L; !batch.IsFull; i++)
        {
            batch.Add(Source, 2, ["some data", i]);
            batch.SetIds(i + 1, i + 2);
        }
        return batch;
    }

    [Benchmark(OperationsPerInvoke = TupleBatch.MaxTuples)]
    public long Read()
    {
        var sum = 0L;
        for (var i = 0; i < _full.Count; i++)
            sum += _full[i].GetString(0).Length + _full[i].GetInt64(1);
        return sum;
    }

    private static TupleBatch Fill()
    {
        var batch = new TupleBatch(Source, task: 2, TupleBatch.MaxTuples);
        for (var i = 0L; !batch.IsFull; i++)
            batch.Add(Source, 2, ["some data", i]);
        return batch;
    }
}
