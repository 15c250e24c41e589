namespace Topology.Streams.Running;

/// <summary>Where tuples of one input enter a component's chain.</summary>
internal abstract class TupleEntry
{
    public abstract void Push(StreamTuple tuple);
}

/// <summary>Reads the elements that <see cref="EmitStage{T}"/> wrote.</summary>
internal sealed class TupleEntry<T>(Stage<T> first) : TupleEntry
{
    private readonly Encoding<T> _encoding = Encoding<T>.Instance;

    public override void Push(StreamTuple tuple) => first.Push(_encoding.Read(tuple));
}

/// <summary>Reads the tuples of a bolt or spout of the user's.</summary>
internal sealed class MappedEntry<T>(Func<StreamTuple, T> read, Stage<T> first, CallMark mark) : TupleEntry
{
    public override void Push(StreamTuple tuple)
    {
        mark.Set();
        var element = read(tuple);
        first.Push(element);
    }
}
