using BenchmarkDotNet.Attributes;
using Topology.Runtime.Observability;

namespace Topology.Benchmarks;

/// <summary>What does it cost to look at the clock and to record a latency?</summary>
public class LatencyBenchmarks
{
    private readonly LatencyRecorder _recorder = new();
    private long _ticks;

    [Benchmark]
    public long Clock() => TimeProvider.System.GetTimestamp();

    [Benchmark]
    public void Record() => _recorder.Record(_ticks++ & 0xFFFF);
}
