namespace Topology.Streams;

/// <summary>A topology that an assembly exposes, written as a program of streams. What <see cref="TopologyDefinition"/> asks for holds here too.</summary>
public abstract class StreamTopology : TopologyDefinition
{
    /// <summary>Called once in each process, on any thread, to write the program. An exception stops the submission.</summary>
    /// <param name="streams">Empty on entry; must not be kept.</param>
    /// <param name="arguments">The user's; never null, the same in every process.</param>
    public abstract void Define(StreamBuilder streams, TopologyArguments arguments);

    /// <summary>Makes components of the program; override <see cref="Define(StreamBuilder, TopologyArguments)"/> instead.</summary>
    /// <inheritdoc/>
    public sealed override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        var streams = new StreamBuilder();
        Define(streams, arguments);
        streams.AddTo(builder);
    }
}
