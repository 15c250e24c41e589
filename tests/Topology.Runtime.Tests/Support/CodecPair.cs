using System.Buffers;
using System.Text;
using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Support;

/// <summary>Both ends of the codec over a topology of a few streams. Serializes Version and Uri only.</summary>
internal sealed class CodecPair(CodecLimits? limits = null) : IStreamCatalog, IValueSerializer
{
    public static readonly StreamSource Words = new("words", "default", 1, new Fields("word"));
    public static readonly StreamSource OtherWords = new("words", "default", 2, new Fields("word"));
    public static readonly StreamSource Pairs = new("count", "zählt", 3, new Fields("word", "count"));
    public static readonly StreamSource Marks = new("marker", "marks", 70_000, new Fields());
    public static readonly StreamSource Wide = new("wide", "default", 5, new Fields([.. Enumerable.Range(0, 700).Select(i => $"f{i}")]));
    public static readonly StreamSource[] Sources = [Words, OtherWords, Pairs, Marks, Wide];

    private readonly EncodeBuffer _buffer = new();
    private BatchDecoder? _decoder;

    public BatchDecoder Decoder => _decoder ??= new BatchDecoder(this, this);

    public BatchEncoder Encoder => new(this, limits ?? new CodecLimits());

    public List<byte[]> Encode(TupleBatch batch, out List<UnsentTuple> unsent)
    {
        var messages = new List<byte[]>();
        List<UnsentTuple>? left = null;
        var next = 0;
        do
        {
            _buffer.Clear();
            if (Encoder.Encode(batch, ref next, _buffer, ref left))
                messages.Add(_buffer.Written.ToArray());
            else
                Assert.Equal(0, _buffer.Length);
        }
        while (next < batch.Count);
        unsent = left ?? [];
        return messages;
    }

    public TupleBatch? Decode(List<byte[]> messages, out IReadOnlyList<RejectedTuple> rejected)
    {
        for (var i = 0; i < messages.Count - 1; i++)
            Assert.False(Decoder.Decode(0, messages[i], out _, out _));
        Assert.True(Decoder.Decode(0, messages[^1], out var batch, out rejected));
        return batch;
    }

    /// <summary>Through both ends, where nothing may go wrong.</summary>
    public TupleBatch Pass(TupleBatch batch)
    {
        var messages = Encode(batch, out var unsent);
        var read = Decode(messages, out var rejected);
        Assert.Empty(unsent);
        Assert.Empty(rejected);
        return read!; // a batch with tuples, none of them rejected
    }

    public static TupleBatch BatchOf(StreamSource source, params Value[][] tuples)
    {
        var batch = new TupleBatch(source, 7, Math.Max(1, tuples.Length));
        foreach (var tuple in tuples)
            batch.Add(source, 7, tuple);
        return batch;
    }

    StreamSource IStreamCatalog.SourceOf(int task, string stream) =>
        Sources.FirstOrDefault(source => source.Task == task && source.Stream == stream) ?? throw new KeyNotFoundException();

    void IValueSerializer.Serialize(object value, IBufferWriter<byte> target)
    {
        if (value is not (System.Version or Uri))
        {
            target.Write("begun"u8);
            throw new NotSupportedException("not one of mine");
        }
        target.Write(Encoding.UTF8.GetBytes($"{value.GetType().Name}:{value}"));
    }

    object IValueSerializer.Deserialize(ReadOnlyMemory<byte> source) => Encoding.UTF8.GetString(source.Span).Split(':', 2) switch
    {
        ["Version", var text] => System.Version.Parse(text),
        _ => throw new NotSupportedException("no longer one of mine"),
    };
}
