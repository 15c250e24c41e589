namespace Topology;

/// <summary>What tells the sides of a <see cref="JoinBolt"/> apart.</summary>
public enum JoinSource
{
    /// <summary>The component that has emitted the tuple.</summary>
    Component,

    /// <summary>The stream it was emitted to.</summary>
    Stream,
}
