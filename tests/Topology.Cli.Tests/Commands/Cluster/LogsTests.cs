using System.Globalization;
using Topology.Cli.Tests.Support;
using Topology.Clustering;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Tests.Commands.Cluster;

public sealed class LogsTests : IAsyncDisposable
{
    private readonly FakeCluster cluster = new();

    public LogsTests() => cluster.Add(Infos.Words);

    [Fact]
    public async Task When_no_worker_is_named_Then_lines_of_all_are_shown_with_their_numbers()
    {
        cluster.Logs[0] = "one\ntwo\n";
        cluster.Logs[1] = "three, unfinished";

        var result = await Succeeded("word-count");

        Assert.Equal("[0] one\n[0] two\n[1] three, unfinished\n", result.Output);
    }

    [Fact]
    public async Task When_a_worker_is_named_Then_its_lines_are_shown_as_they_are()
    {
        cluster.Logs[0] = "one\r\ntwo\n";
        cluster.Logs[1] = "three\n";

        var result = await Succeeded("word-count", "--worker", "0");

        Assert.Equal("one\ntwo\n", result.Output);
    }

    [Fact]
    public async Task When_the_log_is_long_Then_the_last_lines_are_shown_whole()
    {
        cluster.Logs[0] = string.Concat(Enumerable.Range(1, 100_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i} with an ümlaut\n")));

        var few = await Succeeded("word-count", "--worker", "0", "--lines", "3");
        var many = await Succeeded("word-count", "--worker", "0", "--lines", "50000");

        Assert.Equal("line 99998 with an ümlaut\nline 99999 with an ümlaut\nline 100000 with an ümlaut\n", few.Output);
        Assert.Equal("line 50001 with an ümlaut", many.OutputLines[0]);
        Assert.Equal(50_001, many.OutputLines.Count); // the last one is empty
    }

    [Fact]
    public async Task When_a_component_is_named_Then_only_lines_with_it_and_their_stack_traces_are_shown()
    {
        cluster.Logs[0] = "info lines[1]: split the file\nwarning split[4]: failed\n   at Split.Execute()\ninfo splitter: x\nfail count[2]: y\n   at Count.Execute()\n";

        var result = await Succeeded("word-count", "split", "--worker", "0");

        Assert.Equal("info lines[1]: split the file\nwarning split[4]: failed\n   at Split.Execute()\n", result.Output);
    }

    [Fact]
    public async Task When_the_component_is_unknown_Then_the_nearest_is_named()
    {
        var result = await cluster.InvokeAsync("logs", "word-count", "splti");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("word-count has no component \"splti\"; the nearest is \"split\".", result.Error);
    }

    [Fact]
    public async Task When_one_of_the_workers_has_no_log_Then_the_others_are_shown_and_it_is_said()
    {
        cluster.Logs[0] = "one\n";

        var result = await Succeeded("word-count");

        Assert.Equal("[0] one\n", result.Output);
        Assert.Equal("topology: worker 1 has no log: no log of worker 1\n", result.Error);
    }

    [Fact]
    public async Task When_the_named_worker_has_no_log_Then_the_command_fails()
    {
        var result = await cluster.InvokeAsync("logs", "word-count", "--worker", "7");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Equal("topology: no log of worker 7\n", result.Error);
    }

    [Fact]
    public async Task When_the_log_is_followed_Then_added_lines_are_shown_until_the_topology_ends()
    {
        LogGrows("one\ntw", "one\ntwo\nthree\nfo", "one\ntwo\nthree\nfour");

        var result = await Succeeded("word-count", "--follow");

        Assert.Equal("one\ntwo\nthree\nfour\n", result.Output);
    }

    [Fact]
    public async Task When_the_log_cannot_be_read_for_a_while_Then_no_line_is_missing()
    {
        LogGrows("one\n", "one\ntwo\n", "one\ntwo\nthree\n");
        var isAway = false;
        cluster.Reading = read =>
        {
            if (isAway || read.Offset != "one\ntwo\n".Length)
                return;
            isAway = true;
            cluster.Logs.Remove(0); // just after the second line was given, until the next look
        };

        var result = await Succeeded("word-count", "--follow", "--worker", "0");

        Assert.Equal("one\ntwo\nthree\n", result.Output);
    }

    [Fact]
    public async Task When_the_log_is_replaced_while_it_is_followed_Then_the_new_one_is_shown_from_its_start()
    {
        cluster.Logs[0] = "a long line of the old file\n";
        cluster.Topologies["word-count"] = Infos.Words with { Workers = new[] { Infos.Words.Workers[0] } };
        cluster.Looked = () =>
        {
            if (cluster.Requests.OfType<GetTopology>().Count() == 2)
            {
                cluster.Logs[0] = "new\n";
                cluster.Add(Infos.Words with { Status = TopologyStatus.Killed });
            }
        };

        var result = await Succeeded("word-count", "--follow", "--worker", "0");

        Assert.Equal("a long line of the old file\nnew\n", result.Output);
    }

    [Fact]
    public async Task When_json_is_wanted_Then_each_line_is_an_object()
    {
        cluster.Logs[0] = "say \"one\"\n";

        var result = await Succeeded("word-count", "--worker", "0", "--json");

        Assert.Equal("{\"worker\":0,\"line\":\"say \\\"one\\\"\"}\n", result.Output);
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    /// <summary>The first is there when the command begins, the next at each look after that; with the last one the topology ends.</summary>
    private void LogGrows(params string[] texts)
    {
        cluster.Logs[0] = texts[0];
        cluster.Topologies["word-count"] = Infos.Words with { Workers = new[] { Infos.Words.Workers[0] } };
        var looks = 0;
        cluster.Looked = () =>
        {
            looks++;
            cluster.Logs[0] = texts[looks - 1];
            if (looks == texts.Length)
                cluster.Add(Infos.Words with { Status = TopologyStatus.Killed, Workers = Array.Empty<WorkerInfo>() });
        };
    }

    private async Task<CliResult> Succeeded(params string[] args)
    {
        var result = await cluster.InvokeAsync(["logs", .. args]);

        Assert.True(result.ExitCode == ExitCode.Completed, result.Error);
        return result;
    }
}
