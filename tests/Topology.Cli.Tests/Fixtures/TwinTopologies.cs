namespace Topology.Cli.Tests.Fixtures;

/// <summary>Shares its name with another one; only the class tells them apart.</summary>
public sealed class FirstTwin : TopologyDefinition
{
    public override string Name => "twin";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => builder.SetSpout("first-source", () => new NumberSpout(1));
}

/// <inheritdoc cref="FirstTwin"/>
public sealed class SecondTwin : TopologyDefinition
{
    public override string Name => "twin";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => builder.SetSpout("second-source", () => new NumberSpout(1));
}
