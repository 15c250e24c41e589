using Topology.Streams.Planning;

namespace Topology.Streams;

/// <summary>The end of a stream; refines it. Valid until the program is built.</summary>
public sealed class StreamSink
{
    private readonly Operator _operator;

    internal StreamSink(Operator item) => _operator = item;

    /// <summary>Names it; see <see cref="Stream{T}.WithName"/>.</summary>
    /// <param name="name">Unique in the program.</param>
    public StreamSink WithName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _operator.Name = name;
        return this;
    }

    /// <summary>Sets its number of tasks; see <see cref="Stream{T}.WithParallelism"/>.</summary>
    /// <param name="parallelism">At least 1.</param>
    public StreamSink WithParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        _operator.Parallelism = parallelism;
        return this;
    }
}
