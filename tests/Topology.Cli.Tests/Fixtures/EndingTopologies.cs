namespace Topology.Cli.Tests.Fixtures;

/// <summary>Ends the process while its graph is defined.</summary>
public sealed class ExitingTopology : TopologyDefinition
{
    public override string Name => "exiting";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => Environment.Exit(7);
}

/// <summary>Brings the process down while its graph is defined.</summary>
public sealed class CrashingTopology : TopologyDefinition
{
    public override string Name => "crashing";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => Environment.FailFast("I give up");
}
