namespace Topology.Cli.Tests.Fixtures;

/// <summary>Its bolt throws on every tuple; a last bolt shows what still passes.</summary>
public sealed class FailingBoltTopology : TopologyDefinition
{
    public override string Name => "failing-bolt";

    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with
    {
        Restart = new RestartOptions { MaxRestarts = 2, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        builder.SetSpout("source", () => new NumberSpout(20));
        builder.SetBolt("bad", new Fields(), (input, _) => throw new FormatException($"cannot read '{input[0]}'", new IOException("the disk is gone"))).ShuffleGrouping("source");
    }
}

/// <summary>Its spout throws in Prepare.</summary>
public sealed class UnpreparedTopology : TopologyDefinition
{
    public override string Name => "unprepared";

    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with { Restart = new RestartOptions { MaxRestarts = 0 } };

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => builder.SetSpout("source", () => new UnpreparedSpout());

    private sealed class UnpreparedSpout : Spout
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => throw new InvalidOperationException("no connection to the source");

        public override void Execute()
        {
        }
    }
}

/// <summary>Its spout starts a thread, and that throws.</summary>
public sealed class RunawayThreadTopology : TopologyDefinition
{
    public override string Name => "runaway-thread";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => builder.SetSpout("source", () => new RunawaySpout());

    private sealed class RunawaySpout : Spout
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) =>
            new Thread(() => throw new InvalidOperationException("a thread of my own")).Start();

        public override void Execute()
        {
        }
    }
}

/// <summary>Its graph cannot be defined.</summary>
public sealed class BrokenDefineTopology : TopologyDefinition
{
    public override string Name => "broken-define";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments) => throw new InvalidOperationException("I am not ready");
}

/// <summary>Two mistakes in its graph: a field nobody declares, and a component that does not exist.</summary>
public sealed class MistakenTopology : TopologyDefinition
{
    public override string Name => "mistaken";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        builder.SetSpout("source", () => new NumberSpout(1));
        builder.SetBolt("by-field", new Fields(), (_, _) => { }).FieldsGrouping("source", new Fields("numbr"));
        builder.SetBolt("by-component", new Fields(), (_, _) => { }).ShuffleGrouping("sorce");
    }
}
