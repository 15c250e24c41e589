using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Emits that do not fit what was declared.</summary>
public class EmitErrorTests
{
    [Fact]
    public void When_the_number_of_values_is_wrong_Then_the_message_names_stream_and_fields() => Check(
        collector => collector.EmitWithId(1, 1, 2),
        "Component \"s\" (task 2) emitted 2 values to stream \"default\", which declares 1: ");

    [Fact]
    public void When_the_stream_is_not_declared_Then_the_message_names_the_nearest() => Check(
        collector => collector.EmitTo("othr", 1),
        "Component \"s\" (task 2) emitted to stream \"othr\", which it does not declare");

    [Fact]
    public void When_a_direct_stream_is_emitted_to_without_a_task_Then_it_says_so() => Check(
        collector => collector.EmitTo("direct", 1),
        "emitted to the direct stream \"direct\" without naming a task; use EmitDirect");

    [Fact]
    public void When_a_plain_stream_is_emitted_to_directly_Then_it_says_so() => Check(
        collector => collector.EmitDirect(1, "default", null, 1),
        "emitted to a task on stream \"default\", which is not declared as direct");

    [Fact]
    public void When_the_task_does_not_subscribe_directly_Then_the_tasks_that_do_are_named() => Check(
        collector => collector.EmitDirect(2, "direct", 7, 1),
        "Task 2 does not subscribe to stream \"direct\" of \"s\" by direct grouping; tasks that do: 1.");

    [Fact]
    public void When_the_stream_is_null_Then_it_is_an_argument_error() => Check(
        collector => collector.EmitTo(null!, 1),
        "stream");

    private static void Check(Action<SpoutOutputCollector> emit, string expected)
    {
        var bolt = new BoltProbe();
        Exception? caught = null;
        var spout = new SpoutProbe
        {
            Declare = declarer =>
            {
                declarer.Declare(new Fields("v"));
                declarer.DeclareStream("other", new Fields("v"));
                declarer.DeclareDirectStream("direct", new Fields("v"));
            },
        };
        spout.OnExecute = instance => caught ??= Record.Exception(() => emit(instance.Collector));
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", spout.Create);
            builder.SetBolt("b", bolt.Create).ShuffleGrouping("s").DirectGrouping("s", "direct");
        }).Start();

        Assert.Contains(expected, Assert.IsAssignableFrom<ArgumentException>(caught).Message);
        Assert.Empty(bolt.Received);
        Assert.Equal((0, 0, 0), (topology.Counters("s").Emitted, topology.Counters("s").Tracked, topology.Spout("s").Pending));
    }
}
