using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>Joins of two streams by windows.</summary>
public class WindowJoinTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);
    private static readonly (int Key, int? Value)[] Left = [(2, 4), (5, 25), (7, 49)];
    private static readonly (int Key, int? Value)[] Right = [(1, 1), (2, 8), (5, 125), (6, 216)];

    [Fact]
    public void Inner_join() => Check(["(2, (4, 8))", "(5, (25, 125))"], (left, right, window) => left.Join(right, window, (l, r) => (l, r)));

    [Fact]
    public void Left_join() => Check(["(2, (4, 8))", "(5, (25, 125))", "(7, (49, ))"], (left, right, window) => left.LeftJoin(right, window, (l, r) => (l, r)));

    [Fact]
    public void Right_join() => Check(["(1, (, 1))", "(2, (4, 8))", "(5, (25, 125))", "(6, (, 216))"], (left, right, window) => left.RightJoin(right, window, (l, r) => (l, r)));

    [Fact]
    public void Full_join() =>
        Check(["(1, (, 1))", "(2, (4, 8))", "(5, (25, 125))", "(6, (, 216))", "(7, (49, ))"], (left, right, window) => left.FullJoin(right, window, (l, r) => (l, r)));

    [Fact]
    public void CoGroup_has_each_side_together()
    {
        var results = Programs.Run(program => Keyed(program, [(2, 4), (5, 25), (7, 49), (7, 87)]).CoGroup(Keyed(program, [(1, 1), (2, 8), (5, 125), (5, 50), (6, 216)]), Tumbling.Of(TimeSpan.FromMinutes(1)))
            .Select(group => $"{group.Key} [{string.Join(",", group.Value.Left.Order())}] [{string.Join(",", group.Value.Right.Order())}]"));

        Assert.Equal(["1 [] [1]", "2 [4] [8]", "5 [25] [50,125]", "6 [] [216]", "7 [49,87] []"], results.Sorted);
    }

    [Fact]
    public void What_is_in_different_windows_does_not_meet() => Assert.Equal(["1 l1 r1", "1 l2 r2"], Programs.Run(program =>
    {
        var left = Texts(program, (1, "l1"), (61, "l2"), (200, "l3"));
        return left.Join(Texts(program, (59, "r1"), (119, "r2"), (121, "r3")), Tumbling.Of(TimeSpan.FromMinutes(1)), (l, r) => l + " " + r).Select(result => $"{result.Key} {result.Value}");
    }).Sorted);

    private static KeyedStream<int, string> Texts(StreamBuilder program, params (int Second, string Text)[] elements) =>
        program.From(elements).WithEventTime(element => Start.AddSeconds(element.Second)).KeyBy(_ => 1, element => element.Text);

    private static KeyedStream<int, int?> Keyed(StreamBuilder program, (int Key, int? Value)[] pairs) => program.From(pairs).WithEventTime(_ => Start).KeyBy();

    private static void Check<T>(string[] expected, Func<KeyedStream<int, int?>, KeyedStream<int, int?>, WindowSpec, Stream<Windowed<int, T>>> join) => Assert.Equal(
        expected, Programs.Run(program => join(Keyed(program, Left), Keyed(program, Right), Tumbling.Of(TimeSpan.FromMinutes(1))).Select(result => (result.Key, result.Value))).Sorted);
}
