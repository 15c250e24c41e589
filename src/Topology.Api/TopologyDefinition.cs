namespace Topology;

/// <summary>
/// A topology an assembly exposes; found by reflection, so it needs a public constructor without parameters.
/// The client and every worker run it with the same arguments and must get the same graph: it must not depend on
/// time, chance or the machine.
/// </summary>
public abstract class TopologyDefinition
{
    /// <summary>The name it is submitted under when the user gives none; unique in its assembly, without / . : and \.</summary>
    public abstract string Name { get; }

    /// <summary>Called once before <see cref="Define"/>, on any thread. An exception stops the submission.</summary>
    /// <param name="defaults">The library's defaults; settings given on the command line are applied to the result.</param>
    /// <param name="arguments">The user's; never null.</param>
    /// <returns>The settings to run with; never null.</returns>
    public virtual TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults;

    /// <summary>Called once in each process, on any thread, to declare the components. An exception stops the submission.</summary>
    /// <param name="builder">Empty on entry; built by the caller, must not be kept.</param>
    /// <param name="arguments">The user's; never null, the same in every process.</param>
    public abstract void Define(TopologyBuilder builder, TopologyArguments arguments);
}
