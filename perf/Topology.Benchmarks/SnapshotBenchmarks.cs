using BenchmarkDotNet.Attributes;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;

namespace Topology.Benchmarks;

/// <summary>For how long does a snapshot stop its task, and how long does it take to write and to read one?</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SnapshotBenchmarks
{
    private const int Keys = 1_000_000;

    private readonly Dictionary<string, string> _dictionary = [];
    private readonly TaskStates _states = States.Empty();
    private RestoredPiece[] _restored = []; // by Fill
    private StatePiece _piece = null!; // likewise

    [GlobalSetup]
    public void Fill()
    {
        var state = _states.GetKeyValue<string, string>("texts", new StateOptions<string>());
        for (var i = 0; i < Keys; i++)
        {
            var (key, value) = ($"key{i}", $"{i:D100}");
            _dictionary.Add(key, value);
            state.Put(key, value);
        }
        _piece = _states.Snapshot(full: true)[0];
        var bytes = _piece.Encode();
        _restored = [new RestoredPiece(0, 1, new PieceEntry("p", "texts", StateForm.KeyValue, true, 1, Keys, bytes.Length), bytes)];
    }

    [Benchmark(Baseline = true)]
    public KeyValuePair<string, string>[] CopyDictionary()
    {
        var pairs = new KeyValuePair<string, string>[_dictionary.Count];
        var next = 0;
        foreach (var pair in _dictionary)
            pairs[next++] = pair;
        return pairs;
    }

    [Benchmark]
    public int TakeAll() => _states.Snapshot(full: true).Count;

    [Benchmark]
    public int Write() => _piece.Encode().Length;

    [Benchmark]
    public int FillDictionary() => States.ReadPlainly(_restored[0].Content).Count;

    [Benchmark]
    public long Restore() => States.With(_restored).GetKeyValue<string, string>("texts", new StateOptions<string>()).Count;
}
