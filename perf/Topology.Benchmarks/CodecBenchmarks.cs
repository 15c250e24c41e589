using System.Buffers;
using BenchmarkDotNet.Attributes;
using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Benchmarks;

/// <summary>What does it cost to write a tuple for another worker, and to read it there?</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private static readonly StreamSource Source = new("source", "default", 1, new Fields("text", "number"));

    private readonly BatchEncoder _encoder = new(new NoObjects(), new CodecLimits());
    private readonly BatchDecoder _decoder = new(new OneStream(), new NoObjects());
    private readonly EncodeBuffer _buffer = new();
    private TupleBatch _batch = null!; // by Fill
    private byte[] _bytes = []; // likewise

    [Params(false, true)]
    public bool IsTracked { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _batch = new TupleBatch(Source, task: 2, TupleBatch.MaxTuples);
        for (var i = 0L; !_batch.IsFull; i++)
        {
            _batch.Add(Source, 2, ["some data", i]);
            if (IsTracked)
                _batch.SetIds((1L << 48) + i + 1, i * 0x1E3779B97F4A7C15);
        }
        Encode();
        _bytes = _buffer.Written.ToArray();
    }

    [Benchmark(OperationsPerInvoke = TupleBatch.MaxTuples)]
    public int Encode()
    {
        _buffer.Clear();
        var next = 0;
        List<UnsentTuple>? unsent = null;
        _encoder.Encode(_batch, ref next, _buffer, ref unsent);
        return _buffer.Length;
    }

    [Benchmark(OperationsPerInvoke = TupleBatch.MaxTuples)]
    public TupleBatch Decode()
    {
        _decoder.Decode(0, _bytes, out var batch, out _);
        return batch!; // every tuple can be read
    }

    private sealed class OneStream : IStreamCatalog
    {
        public StreamSource SourceOf(int task, string stream) => Source;
    }

    private sealed class NoObjects : IValueSerializer
    {
        public void Serialize(object value, IBufferWriter<byte> target) => throw new NotSupportedException();

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException();
    }
}
