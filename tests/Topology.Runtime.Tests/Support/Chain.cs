namespace Topology.Runtime.Tests.Support;

/// <summary>The graph of most tests: spout "s" → bolt "b" → bolt "c", with a probe for each.</summary>
internal sealed class Chain : IDisposable
{
    private TestTopology? _topology;

    public SpoutProbe Spout { get; } = new();

    public BoltProbe Bolt { get; } = new() { Declare = declarer => declarer.Declare(new Fields("v")) };

    public BoltProbe Sink { get; } = new();

    public TopologyConfig Config { get; set; } = new();

    /// <summary>Of bolt "b".</summary>
    public Action<BoltDeclarer> Shape { get; set; } = _ => { };

    public TestTopology Topology => _topology ??= new TestTopology(Define, Config);

    public TestTopology Start(bool active = true) => Topology.Start(active);

    /// <summary>Runs code of bolt "b" on its executor's thread, outside of any Execute.</summary>
    public void InBolt(Action<ProbeBolt> action)
    {
        var bolt = Bolt.Last;
        bolt.Context.Post(() => action(bolt));
        Topology.Run();
    }

    public void Dispose() => _topology?.Dispose();

    private void Define(TopologyBuilder builder)
    {
        builder.SetSpout("s", Spout.Create);
        Shape(builder.SetBolt("b", Bolt.Create).ShuffleGrouping("s"));
        if (Bolt.Declare is not null)
            builder.SetBolt("c", Sink.Create).ShuffleGrouping("b");
    }
}
