using Spectre.Console;
using Topology.Cli.Display;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Display;

/// <summary>The tables of the cluster's commands, as a person sees them.</summary>
public class ClusterSheetsTests
{
    private static readonly DateTimeOffset Now = Infos.Submitted.AddHours(2).AddMinutes(7);

    [Fact]
    public void When_there_is_room_Then_topologies_are_in_a_table_with_borders() =>
        Assert.Equal(
            """
            ╭────────────┬────────┬────────┬─────────┬───────────┬───────╮
            │ name       │ status │    age │ workers │ executors │ tasks │
            ├────────────┼────────┼────────┼─────────┼───────────┼───────┤
            │ word-count │ active │ 2h 07m │       2 │         5 │     7 │
            │ broken     │ failed │ 1m 15s │       0 │         5 │     7 │
            ╰────────────┴────────┴────────┴─────────┴───────────┴───────╯
            """,
            OnScreen(ClusterSheets.Topologies([Infos.Words, Infos.Broken], Now), 80));

    [Fact]
    public void When_output_is_redirected_Then_topologies_are_plain_lines() =>
        Assert.Equal(
            """
            name        status     age  workers  executors  tasks
            word-count  active  2h 07m        2          5      7
            broken      failed  1m 15s        0          5      7

            """,
            SheetText.Of(ClusterSheets.Topologies([Infos.Words, Infos.Broken], Now)));

    [Fact]
    public void When_the_terminal_is_narrow_Then_borders_go() =>
        Assert.Equal(
            """
            node    slots used  cores    memory  alive  address
            node-a      3 of 4      4  8192 MiB  yes    akka.tcp://topology@127.0.0.1:7010
            node-b      0 of 2    1.5  4096 MiB  NO     akka.tcp://topology@127.0.0.1:7020
            """,
            OnScreen(ClusterSheets.Nodes(Infos.Cluster), 80));

    [Fact]
    public void When_the_terminal_is_wide_Then_nodes_are_in_a_table_with_borders() =>
        Assert.Equal(
            """
            ╭────────┬────────────┬───────┬──────────┬───────┬────────────────────────────────────╮
            │ node   │ slots used │ cores │   memory │ alive │ address                            │
            ├────────┼────────────┼───────┼──────────┼───────┼────────────────────────────────────┤
            │ node-a │     3 of 4 │     4 │ 8192 MiB │ yes   │ akka.tcp://topology@127.0.0.1:7010 │
            │ node-b │     0 of 2 │   1.5 │ 4096 MiB │ NO    │ akka.tcp://topology@127.0.0.1:7020 │
            ╰────────┴────────────┴───────┴──────────┴───────┴────────────────────────────────────╯
            """,
            OnScreen(ClusterSheets.Nodes(Infos.Cluster), 120));

    [Fact]
    public void When_a_worker_has_no_place_Then_dashes_say_so() =>
        Assert.Equal(
            """
            worker  node    slot  process  executors  state
                 0  node-a     0     4711          3  running
                 1  -          -        -          2  waiting for a slot

            """,
            SheetText.Of(ClusterSheets.Workers(Infos.Words)));

    [Fact]
    public void When_a_topology_has_failed_Then_its_facts_tell_end_and_cause() =>
        Assert.Equal(
            """
            id          broken-7
            submitted   2026-01-02 03:04:05Z, 2h 07m ago
            ended       2026-01-02 03:05:20Z, after 1m 15s
            cause       split[4] failed 11 times within 60 s: no such word
            generation  3
            spec hash   5f2c9a01

            """,
            SheetText.Of(ClusterSheets.Facts(Infos.Broken, Now)));

    [Fact]
    public void When_facts_are_on_a_terminal_Then_there_is_no_line_of_headings() =>
        Assert.StartsWith("id          word-count-1\nsubmitted", OnScreen(ClusterSheets.Facts(Infos.Words, Now), 80));

    [Fact]
    public void When_errors_come_in_any_order_Then_the_oldest_is_first_and_long_messages_are_broken() =>
        Assert.Equal(
            """
            time                  component  task  message
            2026-01-02 03:05:05Z  lines         1  IOException: end of file
            2026-01-02 03:06:05Z  split         4  InvalidOperationException: no
                                                   such word
            """,
            OnScreen(ClusterSheets.Errors(Infos.Errors), 70));

    [Fact]
    public void When_a_cell_looks_like_markup_Then_it_is_shown_as_it_is() =>
        Assert.Contains("[red]x[/]", OnScreen(ClusterSheets.Topologies([Infos.Words with { Name = "[red]x[/]" }], Now), 80));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59.9, "59s")]
    [InlineData(185, "3m 05s")]
    [InlineData(7620, "2h 07m")]
    [InlineData(356_400, "4d 03h")]
    public void When_an_age_is_told_Then_it_has_its_two_largest_units(double seconds, string expected) =>
        Assert.Equal(expected, AgeText.Of(TimeSpan.FromSeconds(seconds)));

    private static string OnScreen(Sheet sheet, int width)
    {
        var screen = new Screen(width, isAnsi: false);
        screen.Console.Write(SheetTable.Of(sheet, width));
        Assert.All(screen.Lines, line => Assert.True(line.Length <= width, line));
        return string.Join('\n', screen.Lines).TrimEnd('\n');
    }
}
