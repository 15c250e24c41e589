using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class TopologyContextTests
{
    private readonly TopologyContext _context = Contexts.Of();

    [Fact]
    public void When_asked_about_itself_Then_the_task_tells_what_it_was_given()
    {
        var values = Contexts.Values();
        var context = new TopologyContext(values);

        Assert.Equal((2, 1, "count"), (context.ThisTaskId, context.ThisTaskIndex, context.ThisComponentId));
        Assert.Equal(("demo-1", "demo"), (context.TopologyId, context.TopologyName));
        Assert.Same(values.Config, context.Config);
        Assert.Same(values.Logger, context.Logger);
        Assert.Same(values.TimeProvider, context.TimeProvider);
        Assert.Same(values.Meter, context.Meter);
        Assert.Equal([2, 4], context.WorkerTasks);
    }

    [Fact]
    public void When_asked_for_components_Then_they_come_in_ordinal_order_with_system_ones() =>
        Assert.Equal(["__system", "count", "words"], _context.ComponentIds);

    [Fact]
    public void When_asked_for_a_components_tasks_Then_they_come_ascending()
    {
        Assert.Equal([1, 2, 3], _context.GetComponentTasks("count"));
        Assert.Equal([4, 5], _context.GetComponentTasks("words"));
        Assert.Empty(_context.GetComponentTasks("__system"));
    }

    [Fact]
    public void When_asked_for_the_tasks_of_no_component_Then_the_nearest_is_named()
    {
        var error = Assert.Throws<ArgumentException>("component", () => _context.GetComponentTasks("coutn"));

        Assert.StartsWith("There is no component \"coutn\"; the nearest is \"count\".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "count")]
    [InlineData(3, "count")]
    [InlineData(4, "words")]
    [InlineData(5, "words")]
    public void When_asked_for_a_tasks_component_Then_it_is_found(int task, string component) =>
        Assert.Equal(component, _context.GetComponentId(task));

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(-1)]
    public void When_asked_for_the_component_of_no_task_Then_the_task_is_named(int task)
    {
        var error = Assert.Throws<ArgumentException>("task", () => _context.GetComponentId(task));

        Assert.StartsWith($"There is no task {task}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_asked_for_output_fields_Then_they_are_those_of_the_stream()
    {
        Assert.Equal(new Fields("word", "count"), _context.GetOutputFields("count"));
        Assert.Equal(new Fields("total"), _context.GetOutputFields("count", "totals"));
    }

    [Fact]
    public void When_asked_for_fields_that_do_not_exist_Then_the_nearest_is_named()
    {
        var component = Assert.Throws<ArgumentException>("component", () => _context.GetOutputFields("word"));
        var stream = Assert.Throws<ArgumentException>("stream", () => _context.GetOutputFields("count", "total"));

        Assert.StartsWith("There is no component \"word\"; the nearest is \"words\".", component.Message, StringComparison.Ordinal);
        Assert.StartsWith("Component \"count\" has no stream \"total\"; the nearest is \"totals\".", stream.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_asked_for_sources_and_targets_Then_both_ends_are_told()
    {
        var source = Assert.Single(_context.ThisSources);

        Assert.Equal(("words", "default", GroupingKind.Fields), (source.Component, source.Stream, source.Grouping.Kind));
        Assert.Equal(
            ["audit:totals:All", "sink:default:Global", "sink:totals:Shuffle"],
            _context.ThisTargets.Select(target => $"{target.Component}:{target.Stream}:{target.Grouping.Kind}"));
        Assert.Equal(["default", "totals"], _context.ThisStreams.Keys);
    }

    [Fact]
    public void When_the_component_is_a_spout_Then_it_has_no_sources()
    {
        var context = new TopologyContext(Contexts.Values() with { ComponentId = "words", TaskId = 4 });

        Assert.Empty(context.ThisSources);
        Assert.Equal("count", Assert.Single(context.ThisTargets).Component);
    }

    [Fact]
    public void When_the_component_is_not_in_the_graph_Then_it_has_no_edges_and_no_settings()
    {
        var context = new TopologyContext(Contexts.Values() with { ComponentId = "__acker" });

        Assert.Empty(context.ThisSources);
        Assert.Empty(context.ThisTargets);
        Assert.Empty(context.ThisStreams);
        Assert.Empty(context.Configuration);
    }

    [Fact]
    public void When_asked_for_an_argument_Then_user_component_and_topology_are_asked_in_this_order()
    {
        var bare = new TopologyContext(Contexts.Values() with { ComponentId = "words" });

        Assert.Equal("from user", _context.GetArgument("color"));
        Assert.Equal("from component", _context.GetArgument("size"));
        Assert.Equal("from config", bare.GetArgument("size"));
        Assert.Null(_context.GetArgument("weight"));
        Assert.Equal("1", _context.Configuration["own"]);
    }

    [Fact]
    public async Task When_actions_are_posted_Then_they_wait_and_run_in_order()
    {
        var queue = new PostQueue();
        var context = Contexts.Of(queue);
        var ran = new List<int>();

        context.Post(() => ran.Add(1));
        context.Post(() => ran.Add(2));
        Assert.Empty(ran);
        await queue.RunNextAsync();
        await queue.RunNextAsync();

        Assert.Equal([1, 2], ran);
    }

    [Fact]
    public void When_null_is_posted_or_given_Then_it_is_refused()
    {
        Assert.Throws<ArgumentNullException>("action", () => _context.Post(null!)); // null is the case under test
        Assert.Throws<ArgumentNullException>("values", () => new TopologyContext(null!)); // null is the case under test
    }
}
