using BenchmarkDotNet.Attributes;
using Topology.Runtime.Routing;

namespace Topology.Benchmarks;

/// <summary>What does it cost to choose the task that gets a tuple?</summary>
public class RoutingBenchmarks
{
    private const int Tasks = 8;

    private readonly ShuffleChooser _shuffle = new([.. Enumerable.Range(0, Tasks)], 0);
    private readonly FieldsChooser _fields = new([0], Tasks);
    private readonly PartialKeyChooser _partialKey = new([0], Tasks);
    private readonly string[] _words = [.. Enumerable.Range(0, 1024).Select(i => new string((char)('a' + i % 26), 2 + i % 8))];
    private int _next;

    [Benchmark(Baseline = true)]
    public int Shuffle() => _shuffle.Choose([Word()]);

    [Benchmark]
    public int FieldsOfAWord() => _fields.Choose([Word()]);

    [Benchmark]
    public int PartialKeyOfAWord() => _partialKey.Choose([Word()]);

    [Benchmark]
    public int FieldsOfANumber() => _fields.Choose([_next++]);

    private string Word() => _words[_next++ & 1023];
}
