using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Groupings written by authors.</summary>
public class CustomChooserTests
{
    private readonly Grouping _grouping = new();

    [Fact]
    public void When_it_is_made_Then_the_grouping_is_prepared_once_with_stream_and_tasks()
    {
        Create();

        Assert.Equal(["Prepare pairs 4 5 6"], _grouping.Calls);
    }

    [Fact]
    public void When_it_chooses_one_task_Then_its_position_is_the_answer()
    {
        var chooser = Create();
        _grouping.Answer = [6];

        Assert.Equal(2, chooser.Choose(["x"]));
        Assert.Equal("Choose 3 x", _grouping.Calls[^1]);
    }

    [Fact]
    public void When_it_chooses_several_Then_all_are_chosen_in_its_order_and_it_is_asked_once()
    {
        var chooser = Create();
        _grouping.Answer = [6, 4, 6];

        Assert.Equal([2, 0, 2], SeveralOf(chooser));
        Assert.Single(_grouping.Calls, call => call.StartsWith("Choose", StringComparison.Ordinal));
    }

    [Fact]
    public void When_it_chooses_none_Then_nobody_is_chosen()
    {
        var chooser = Create();
        _grouping.Answer = [];

        Assert.Empty(SeveralOf(chooser));
    }

    [Fact]
    public void When_it_is_asked_again_Then_the_answer_before_is_forgotten()
    {
        var chooser = Create();
        _grouping.Answer = [4, 5];
        SeveralOf(chooser);
        _grouping.Answer = [5, 6];

        Assert.Equal([1, 2], SeveralOf(chooser));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void When_it_chooses_a_task_of_another_component_Then_the_message_names_grouping_stream_and_range(int task)
    {
        var chooser = Create();
        var expected = $"The custom grouping Grouping of stream \"pairs\" of \"s\" chose task {task}; it may choose 4 to 6.";
        _grouping.Answer = [task];
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => chooser.Choose(["x"])).Message);

        _grouping.Answer = [4, task];
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => SeveralOf(chooser)).Message);
    }

    [Fact]
    public void When_there_is_one_task_only_Then_the_grouping_is_asked_all_the_same()
    {
        var chooser = Create(() => _grouping, 4);
        _grouping.Answer = [];

        Assert.Empty(SeveralOf(chooser));
    }

    [Fact]
    public void When_the_factory_returns_null_Then_the_message_names_the_stream() => Assert.Equal(
        "The factory of the custom grouping of stream \"pairs\" of \"s\" returned null.",
        Assert.Throws<InvalidOperationException>(() => Create(() => null!, 4, 5)).Message);

    private TaskChooser Create() => Create(() => _grouping, 4, 5, 6);

    private static TaskChooser Create(Func<ICustomGrouping> factory, params int[] tasks) => ChooserFactory.Create(
        new SubscriptionSpec("s", "pairs", new GroupingSpec(GroupingKind.Custom, Custom: factory)),
        new Fields("v"),
        tasks,
        ChooserFactoryTests.ContextOf(tasks),
        new FastRandom(1))!; // only null for direct grouping

    private static List<int> SeveralOf(TaskChooser chooser)
    {
        var chosen = new List<int>();
        Assert.Equal(TaskChooser.Several, chooser.Choose(["x"]));
        chooser.ChooseSeveral(["x"], chosen);
        return chosen;
    }

    private sealed class Grouping : ICustomGrouping
    {
        public List<string> Calls { get; } = [];

        public int[] Answer { get; set; } = [];

        public void Prepare(TopologyContext context, string stream, IReadOnlyList<int> targetTasks) =>
            Calls.Add($"Prepare {stream} {string.Join(' ', targetTasks)}");

        public void ChooseTasks(int sourceTask, ReadOnlySpan<Value> values, ICollection<int> chosen)
        {
            Assert.Empty(chosen);
            Calls.Add($"Choose {sourceTask} {values[0]}");
            foreach (var task in Answer)
                chosen.Add(task);
        }
    }
}
