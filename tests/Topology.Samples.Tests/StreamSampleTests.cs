using ClickSessions;
using HashtagWindows;
using TemperatureSensors;
using Topology.Samples.Tests.Support;

namespace Topology.Samples.Tests;

/// <summary>The samples in the stream API, over the input they ship with and over other input.</summary>
public class StreamSampleTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    [Fact]
    public void HashtagWindows_ranks_each_window()
    {
        using var run = SampleRun.ToCompletion(new HashtagWindowsTopology(), "--input", Path.Combine(Folder, "sample.jsonl"), "--top", "2");

        Assert.Empty(run.Topology.Errors);
        Assert.Equal(
            """
            2026-03-01 08:59:50 to 09:00:10
              #happy   2
              #spring  2
            2026-03-01 09:00:00 to 09:00:20
              #spring  3
              #happy   2
            2026-03-01 09:00:10 to 09:00:30
              #garden  3
              #spring  1
            2026-03-01 09:00:20 to 09:00:40
              #garden  2

            """,
            run.Printed);
    }

    [Fact]
    public void HashtagWindows_reads_a_socket_unless_it_is_given_a_file()
    {
        Assert.Equal(["count", "topn", "tweets"], SampleRun.Spec(new HashtagWindowsTopology()).Components.Select(component => component.Id));
        Assert.Contains("there is no file", Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new HashtagWindowsTopology(), "--input", "no-such.jsonl")).Message);
        Assert.Contains("the nearest is --parallelism", Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new HashtagWindowsTopology(), "--paralelism=2")).Message);
    }

    [Fact]
    public void TemperatureSensors_shows_minutes_sessions_and_alerts()
    {
        using var run = SampleRun.ToCompletion(new TemperatureSensorsTopology());

        Assert.Empty(run.Topology.Errors);
        Assert.Equal(
            [
                "ALERT    attic    09:01  average  32.0",
                "ALERT    cellar   09:00  average  12.5",
                "minute   attic    09:00  average  28.3  min  27.5  max  29.0  of 3",
                "minute   attic    09:01  average  32.0  min  31.0  max  33.0  of 2",
                "minute   cellar   09:00  average  12.5  min  12.0  max  13.0  of 2",
                "minute   cellar   09:01  average  16.0  min  16.0  max  16.0  of 1",
                "minute   cellar   09:04  average  18.2  min  18.0  max  18.5  of 2",
                "session  attic    09:00:10 to 09:03:20  5 readings",
                "session  cellar   09:00:05 to 09:02:45  3 readings",
                "session  cellar   09:04:00 to 09:06:00  2 readings",
            ],
            run.PrintedLines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ClickSessions_shows_sessions_early_and_at_their_end()
    {
        using var run = SampleRun.ToCompletion(new ClickSessionsTopology());

        Assert.Empty(run.Topology.Errors);
        Assert.Equal(
            [
                "ann      09:00 to 09:35    3 clicks  so far",
                "ann      09:00 to 09:39    4 clicks  in all",
                "ann      10:15 to 10:50    2 clicks  in all",
                "bob      09:01 to 10:00    2 clicks  in all",
                "bob      10:14 to 10:44    1 clicks  in all",
            ],
            run.PrintedLines.Order(StringComparer.Ordinal));
    }
}
