using Topology.Cli.Graphs;
using Topology.Cli.Tests.Fixtures;

namespace Topology.Cli.Tests.Graphs;

public class MermaidTextTests
{
    [Fact]
    public void AnIdThatMermaidWouldReadAsItsOwnIsEscaped()
    {
        var text = MermaidText.Abstract(Spec("say \"#<b>\"", 1));

        Assert.Contains("[\"say #quot;#35;#lt;b#gt;#quot;<br/>1 task\"]", text);
    }

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(101, 0, 1)]
    public void MoreThanAHundredArrowsBetweenTwoComponentsBecomeOne(int tasks, int thin, int thick)
    {
        var spec = Spec("many", tasks);

        var text = MermaidText.Expanded(spec, TaskNumbering.Of(spec, new TopologyConfig()));

        Assert.Equal(thin, text.Split(" --> ").Length - 1);
        Assert.Equal(thick, text.Split(" ==> ").Length - 1);
    }

    [Fact]
    public void AStreamOtherThanTheDefaultIsNamedOnItsArrow()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new NumberSpout(1));
        builder.SetBolt("split", () => new SideBolt()).ShuffleGrouping("source");
        builder.SetBolt("side", new Fields(), (_, _) => { }).FieldsGrouping("split", "errors", new Fields("cause"));

        Assert.Contains("-->|\"errors: fields(cause)\"|", MermaidText.Abstract(builder.Build()));
    }

    private static TopologySpec Spec(string bolt, int tasks)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new NumberSpout(1));
        builder.SetBolt(bolt, new Fields(), (_, _) => { }, tasks).ShuffleGrouping("source");
        return builder.Build();
    }

    private sealed class SideBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.DeclareStream("errors", new Fields("cause"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
        }
    }
}
