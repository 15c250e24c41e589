using Topology.Api.Tests.Support;

namespace Topology.Api.Tests.Windows;

/// <summary>What is wrong with windows is said when the topology is built, all of it.</summary>
public class WindowMistakesTests
{
    private sealed class StubWindowedBolt : WindowedBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
            declarer.Declare(new Fields("out"));
            declarer.DeclareStream("late", new Fields("word", "time"));
            declarer.DeclareStream("narrow", new Fields("word"));
        }

        public override void Execute(WindowFrame window) { }
    }

    public static TheoryData<string, Action<BoltDeclarer>> Mistakes => new()
    {
        { "is a windowed bolt, but has no window; give it one, as WithTumblingWindow does", _ => { } },
        { "has the window Sliding(00:00:10, 00:00:00), whose slide is not more than zero", bolt => bolt.WithSlidingWindow(S(10), S(0)) },
        { "has the window Sliding(0, 00:00:01), whose length is not more than zero", bolt => bolt.WithSlidingWindow(0, S(1)) },
        { "has the window Session(-00:00:01), whose gap is not more than zero", bolt => bolt.WithSessionWindow(S(-1)).WithWindowKey("word") },
        { "has the window Sliding(00:00:10, 00:00:20), whose slide is larger than its length: tuples in between would be in no window", bolt => bolt.WithSlidingWindow(S(10), S(20)) },
        { "has the window Sliding(3, 4), whose slide is larger than its length: tuples in between would be in no window", bolt => bolt.WithSlidingWindow(3, 4) },
        { "which would be kept in 3,600,000 slices; 100,000 are the most", bolt => bolt.WithSlidingWindow(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(7)) },
        { "has sessions without a key; say whose by WithWindowKey", bolt => bolt.WithSessionWindow(S(1)) },
        { "has \"wrd\" in its window key, which stream \"default\" of component \"words\" has not; the nearest is \"word\"", bolt => bolt.WithTumblingWindow(S(1)).WithWindowKey("wrd") },
        { "has \"word\" in its window key more than once", bolt => bolt.WithTumblingWindow(S(1)).WithWindowKey("word", "word") },
        { "allows a lateness of -00:00:01, which is negative", bolt => bolt.WithTumblingWindow(S(1)).WithAllowedLateness(S(-1)) },
        { "allows lateness, but nothing is late for windows by count", bolt => bolt.WithTumblingWindow(5).WithAllowedLateness(S(1)) },
        { "allows lateness, but nothing is late for windows by processing time", bolt => bolt.WithTumblingWindow(S(1)).WithProcessingTime().WithAllowedLateness(S(1)) },
        { "has a stream for late tuples, but nothing is late for windows by processing time", bolt => bolt.WithTumblingWindow(S(1)).WithProcessingTime().WithLateStream("late") },
        { "sends late tuples to stream \"lte\", which it does not declare; the nearest is \"late\"", bolt => bolt.WithTumblingWindow(S(1)).WithLateStream("lte") },
        { "declares stream \"narrow\" for late tuples with 1 fields, but stream \"default\" of component \"words\" has 2", bolt => bolt.WithTumblingWindow(S(1)).WithLateStream("narrow") },
        { "has the trigger Never().Repeatedly(), which never fires", bolt => bolt.WithTumblingWindow(S(1)).WithTrigger(Trigger.Never().Repeatedly()) },
        { "has the trigger AllOf(AfterCount(2), Never()), which never fires", bolt => bolt.WithTumblingWindow(S(1)).WithTrigger(Trigger.AllOf(Trigger.AfterCount(2), Trigger.Never())) },
        { "has the trigger AfterCount(0), in which AfterCount(0) has to count to 1 at least", bolt => bolt.WithTumblingWindow(S(1)).WithTrigger(Trigger.AfterCount(0)) },
        { "has a trigger, but the window Sliding(5, 5) is shown by its slide", bolt => bolt.WithTumblingWindow(5).WithTrigger(Trigger.AfterCount(2)) },
        { "has the accumulation Accumulating, but the window Sliding(5, 00:00:01) has one pane only", bolt => bolt.WithSlidingWindow(5, S(1)).WithAccumulation(Accumulation.Accumulating) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void When_a_window_is_wrong_Then_the_mistake_is_named(string expected, Action<BoltDeclarer> declare)
    {
        var error = Assert.Throws<InvalidTopologyException>(() => Build(() => new StubWindowedBolt(), declare));

        Assert.StartsWith("Bolt \"windows\" ", Assert.Single(error.Mistakes), StringComparison.Ordinal);
        Assert.Contains(expected, error.Mistakes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void When_several_things_are_wrong_Then_all_are_named()
    {
        var error = Assert.Throws<InvalidTopologyException>(() => Build(() => new StubWindowedBolt(), bolt => bolt.WithSessionWindow(S(0)).WithAllowedLateness(S(-1)).WithLateStream("none")));

        Assert.Equal(4, error.Mistakes.Count);
    }

    [Fact]
    public void When_another_bolt_has_a_window_Then_the_mistake_is_named()
    {
        Assert.Contains("has a window, but is no windowed bolt", Mistake(bolt => bolt.WithTumblingWindow(S(1))), StringComparison.Ordinal);
        Assert.Contains("is told of windows, but has none", Mistake(bolt => bolt.WithWindowKey("word")), StringComparison.Ordinal);
    }

    [Fact]
    public void When_windows_are_right_Then_they_are_part_of_the_spec_and_of_its_hash()
    {
        var plain = Build(() => new StubWindowedBolt(), bolt => bolt.WithTumblingWindow(S(1)));
        WindowSpec[] others =
        [
            WindowSpec.Tumbling(S(2)), WindowSpec.Tumbling(2), WindowSpec.Sliding(S(2), S(1)), WindowSpec.Sliding(2, S(1)), WindowSpec.Sliding(S(2), 1), WindowSpec.Session(S(1)) with { KeyFields = ["word"] }, WindowSpec.Global,
            WindowSpec.Tumbling(S(1)) with { KeyFields = ["word"] }, WindowSpec.Tumbling(S(1)) with { IsProcessingTime = true }, WindowSpec.Tumbling(S(1)) with { AllowedLateness = S(1) },
            WindowSpec.Tumbling(S(1)) with { LateStream = "late" }, WindowSpec.Tumbling(S(1)) with { Trigger = Trigger.AfterCount(1) }, WindowSpec.Tumbling(S(1)) with { Accumulation = Accumulation.Accumulating },
        ];

        var hashes = others.Select(window => Build(() => new StubWindowedBolt(), bolt => bolt.WithWindow(window)).Hash).Append(plain.Hash).ToHashSet();

        Assert.Equal(others.Length + 1, hashes.Count);
        Assert.Equal(WindowSpec.Tumbling(S(1)).Length, plain.Components.Single(component => component.Id == "windows").Window?.Length);
    }

    private static string Mistake(Action<BoltDeclarer> declare) =>
        Assert.Single(Assert.Throws<InvalidTopologyException>(() => Build(() => new StubBolt("out"), declare)).Mistakes);

    private static TopologySpec Build(Func<Bolt> bolt, Action<BoltDeclarer> declare)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("words", () => new StubSpout("word", "time"));
        declare(builder.SetBolt("windows", bolt).ShuffleGrouping("words"));
        return builder.Build();
    }

    private static TimeSpan S(int seconds) => TimeSpan.FromSeconds(seconds);
}
