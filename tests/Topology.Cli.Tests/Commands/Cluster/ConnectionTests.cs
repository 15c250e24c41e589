using Topology.Cli.Commands.Cluster;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands.Cluster;

public sealed class ConnectionTests : IAsyncDisposable
{
    private readonly FakeCluster cluster = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task When_no_master_answers_Then_place_reason_and_remedy_are_told()
    {
        var address = cluster.Address;
        await cluster.DisposeAsync();

        var result = await Command.InvokeAsync("list", "--master", address);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.StartsWith($"topology: No master answers at {address} (Connection refused); tried for 5 s.", result.Error);
        Assert.Contains("'topology node --config FILE' starts one", result.Error);
        Assert.Empty(result.Output);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task When_masters_are_named_by_the_variable_Then_one_that_answers_is_asked()
    {
        using var variable = new Variable(ClusterConnection.MastersVariable, $"127.0.0.1:1, {cluster.Address}");

        var result = await Command.InvokeAsync("list");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
    }

    [Fact]
    public async Task When_a_master_is_named_by_an_option_Then_the_variable_does_not_count()
    {
        using var variable = new Variable(ClusterConnection.MastersVariable, "no address");

        var result = await cluster.InvokeAsync("list");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
    }

    [Fact]
    public async Task When_the_token_lies_in_a_file_or_the_variable_Then_it_is_sent()
    {
        cluster.Token = "open sesame";
        using var variable = new Variable(ClusterConnection.TokenVariable, "open sesame");

        var byVariable = await cluster.InvokeAsync("list");
        variable.Set("wrong");
        var byFile = await cluster.InvokeAsync("list", "--token-file", folder.Write("token", "open sesame\n"));
        var wrong = await cluster.InvokeAsync("list");

        Assert.Equal(ExitCode.Completed, byVariable.ExitCode);
        Assert.Equal(ExitCode.Completed, byFile.ExitCode);
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Equal("topology: The token is not the cluster's.\n", wrong.Error);
    }

    [Theory]
    [InlineData("--master: \"here\" is no address of a master: expected host:port", "list", "--master", "here")]
    [InlineData("--token-file: ", "list", "--token-file", "no-such-file")]
    [InlineData("--certificate: there is no file '", "list", "--certificate", "no-such-file")]
    [InlineData("--ca and --key go with --certificate", "list", "--ca", "no-such-file")]
    [InlineData("--wait takes a number with ms, s, m or h, such as 30s, not 'soon'.", "kill", "a", "--wait", "soon")]
    [InlineData("--executors takes component=number, such as split=4, not 'split'.", "rebalance", "a", "--executors", "split")]
    [InlineData("--executors takes component=number, such as split=4, not 'split=0'.", "rebalance", "a", "--executors", "split=0")]
    [InlineData("--executors is given twice for split.", "rebalance", "a", "--executors", "split=1", "split=2")]
    [InlineData("--workers must be at least 1.", "rebalance", "a", "--workers", "0")]
    [InlineData("--lines must not be negative.", "logs", "a", "--lines", "-1")]
    [InlineData("--worker is a number from 0.", "logs", "a", "--worker", "-1")]
    [InlineData("topology.wrokers is not a known setting; the nearest is \"topology.workers\".", "submit", "a.dll", "--set", "topology.wrokers=2")]
    [InlineData("'--verbos'", "list", "--verbos")]
    [InlineData("Required argument 'name' missing", "status")]
    public async Task When_the_command_line_is_wrong_Then_nothing_is_connected_and_the_form_is_shown(string expected, params string[] args)
    {
        var result = await Command.InvokeAsync(args);

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.Empty(result.Output);
        result.HasNoStackTrace();
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("list")]
    [InlineData("status")]
    [InlineData("activate")]
    [InlineData("deactivate")]
    [InlineData("rebalance")]
    [InlineData("kill")]
    [InlineData("metrics")]
    [InlineData("errors")]
    [InlineData("logs")]
    [InlineData("config")]
    public async Task When_help_is_asked_for_Then_the_common_options_are_explained(string command)
    {
        var result = await Command.InvokeAsync(command, "--help");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        foreach (var part in new[] { "--master <host:port>", "TOPOLOGY_MASTERS", "--token-file <file>", "TOPOLOGY_TOKEN", "--certificate <file>", "--ca <file>", "--json", "--verbose" })
            Assert.Contains(part, result.Output);
        Assert.DoesNotContain("--token <", result.Output);
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await cluster.DisposeAsync();
    }

    /// <summary>A variable of this process, until it is disposed; tests here run one at a time.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string name;
        private readonly string? before;

        public Variable(string name, string value)
        {
            this.name = name;
            before = Environment.GetEnvironmentVariable(name);
            Set(value);
        }

        public void Set(string? value) => Environment.SetEnvironmentVariable(name, value);

        public void Dispose() => Set(before);
    }
}
