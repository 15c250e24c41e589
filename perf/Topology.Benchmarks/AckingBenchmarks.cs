using BenchmarkDotNet.Attributes;
using Topology.Runtime.Acking;

namespace Topology.Benchmarks;

/// <summary>What does tracking a tuple cost at the spout, and what at the acker?</summary>
[MemoryDiagnoser]
public class AckingBenchmarks
{
    private const int InFlight = 4096;

    private readonly PendingRoots _pending = new(task: 1);
    private readonly AckLedger _ledger = new(ackers: 1);
    private readonly long[] _roots = new long[InFlight];

    [Benchmark(OperationsPerInvoke = InFlight)]
    public int BeginAndEndTrees()
    {
        for (var i = 0; i < InFlight; i++)
            _roots[i] = _pending.Add(i, now: i);
        foreach (var root in _roots)
            _pending.TryComplete(root, out _, out _);
        return _pending.Count;
    }

    [Benchmark(OperationsPerInvoke = InFlight)]
    public int AckChainsOfTwo()
    {
        var complete = 0;
        for (var i = 0; i < InFlight; i++)
            _roots[i] = _pending.Add(i, now: i);
        foreach (var root in _roots)
            _ledger.Add(root, RootId.FirstEdges(root) ^ 7);
        foreach (var root in _roots)
            complete += _ledger.Add(root, 7) ? 1 : 0;
        _pending.Clear();
        return complete == InFlight ? complete : throw new InvalidOperationException($"{complete} trees completed");
    }
}
