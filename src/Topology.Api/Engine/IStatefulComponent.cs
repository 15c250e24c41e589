namespace Topology.Engine;

/// <summary>A component that is given its state once, after Prepare. On its executor's thread.</summary>
public interface IStatefulComponent
{
    /// <summary>Gets its state from the context.</summary>
    /// <param name="context">The one Prepare got.</param>
    void InitState(TopologyContext context);
}
