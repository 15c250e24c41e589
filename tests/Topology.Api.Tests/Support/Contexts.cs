using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Engine;

namespace Topology.Api.Tests.Support;

/// <summary>Makes what a task is shown.</summary>
internal static class Contexts
{
    /// <summary>words (tasks 4, 5) → count (tasks 1 … 3) → sink (no tasks given), with a system component; this is task 2 of count.</summary>
    public static ContextValues Values(PostQueue? queue = null) => new()
    {
        TaskId = 2,
        TaskIndex = 1,
        ComponentId = "count",
        TopologyId = "demo-1",
        TopologyName = "demo",
        Spec = Graph(),
        Config = new TopologyConfig { Custom = new Dictionary<string, string> { ["color"] = "from config", ["size"] = "from config" } },
        Logger = NullLogger.Instance,
        TimeProvider = new FakeTimeProvider(),
        Meter = new Meter("demo"),
        Post = (queue ?? new PostQueue()).Post,
        Tasks = new Dictionary<string, IReadOnlyList<int>>
        {
            ["words"] = [4, 5],
            ["count"] = [1, 2, 3],
            ["__system"] = [],
        },
        WorkerTasks = [2, 4],
        Arguments = TopologyArguments.Parse("--color=from user"),
    };

    public static TopologyContext Of(PostQueue? queue = null) => new(Values(queue));

    private static TopologySpec Graph()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("words", () => new StubSpout("word"), 2);
        builder.SetBolt("count", () => new StubBolt(DeclareCounts), 3)
            .FieldsGrouping("words", new Fields("word"))
            .AddConfiguration("color", "from component").AddConfiguration("size", "from component").AddConfiguration("own", "1");
        builder.SetBolt("sink", new Fields(), (_, _) => { }).ShuffleGrouping("count", "totals").GlobalGrouping("count");
        builder.SetBolt("audit", new Fields(), (_, _) => { }).AllGrouping("count", "totals");
        return builder.Build();
    }

    private static void DeclareCounts(OutputFieldsDeclarer declarer)
    {
        declarer.Declare(new Fields("word", "count"));
        declarer.DeclareStream("totals", new Fields("total"));
    }
}
