using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Master;
using Topology.Clustering.Packages;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

/// <summary>What processes do that are not as they should be: shell scripts in place of <c>topology</c>. $3 is the file with the spec.</summary>
public sealed class BlueprintProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BlueprintProcessTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts need a shell.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task When_the_process_answers_Then_the_answer_is_returned_whatever_else_was_printed()
    {
        var described = Described();

        var answer = await RunAsync($"echo some noise; echo other noise >&2; cat '{AnswerFile(described)}'");

        Assert.Equal("Main.dll", answer.Assembly);
        Assert.Equal(JsonSerializer.Serialize(described), JsonSerializer.Serialize(answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_topology_is_refused_Then_the_reason_is_thrown(bool isMistake)
    {
        var file = AnswerFile(new DescribeAnswer(null, new DescribeRefusal("no such topology", isMistake)));

        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync($"cat '{file}'; exit 1"));

        Assert.Equal(("no such topology", isMistake), (error.Message, error.IsUsageMistake));
    }

    [Fact]
    public async Task When_the_process_crashes_Then_exit_code_and_last_words_are_told()
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync("echo 'Unhandled exception: boom' >&2; exit 134"));

        Assert.Contains("with exit code 134", error.Message);
        Assert.Contains("Unhandled exception: boom", error.Message);
    }

    [Theory]
    [InlineData("echo hello", "with exit code 0")]
    [InlineData("echo 'topology-description:{\"Blueprint\":'", "cannot be read")]
    [InlineData("echo 'topology-description:null'", "is empty")]
    [InlineData("echo 'topology-description:{\"Blueprint\":{\"Assembly\":\"a.dll\"}}'", "a part of it is missing")]
    public async Task When_the_process_prints_garbage_Then_it_is_told(string script, string expected)
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync(script));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task When_the_process_prints_without_end_Then_it_is_ended()
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync("yes"));

        Assert.Contains("printed more than 4,194,304 bytes", error.Message);
    }

    [Fact]
    public async Task When_the_process_complains_without_end_Then_only_the_last_words_are_kept()
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync("yes | head -c 3000000 >&2; echo last >&2; exit 1"));

        Assert.InRange(error.Message.Length, 3000, 5000);
        Assert.EndsWith("last", error.Message);
    }

    [Fact]
    public async Task When_the_process_hangs_Then_it_and_its_children_are_ended_at_the_limit()
    {
        var time = new FakeTimeProvider();
        using (var mkfifo = Process.Start("mkfifo", [_folder["fifo"]]))
            await mkfifo.WaitForExitAsync(Token);

        var run = RunAsync($"sleep 1000 & echo $! >'{_folder["fifo"]}'; wait", time);
        var child = int.Parse(await File.ReadAllTextAsync(_folder["fifo"], Token), CultureInfo.InvariantCulture);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => run);
        Assert.Contains("within 30 s", error.Message);
        await EndAsync(child).Within("the process's child ends");
    }

    [Fact]
    public async Task When_the_caller_gives_up_Then_the_process_is_ended()
    {
        using (var mkfifo = Process.Start("mkfifo", [_folder["fifo"]]))
            await mkfifo.WaitForExitAsync(Token);
        using var impatience = new CancellationTokenSource();

        var run = RunAsync($"echo $$ >'{_folder["fifo"]}'; exec sleep 1000", TimeProvider.System, impatience.Token);
        var child = int.Parse(await File.ReadAllTextAsync(_folder["fifo"], Token), CultureInfo.InvariantCulture);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await EndAsync(child).Within("the process ends");
    }

    [Fact]
    public async Task When_the_master_has_secrets_in_its_environment_Then_the_process_has_not()
    {
        Environment.SetEnvironmentVariable("TOPOLOGY_TEST_TOKEN", "secret");

        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync("env | cut -d= -f1 | sort >&2; exit 1"));

        Assert.DoesNotContain("TOPOLOGY_TEST_TOKEN", error.Message);
        Assert.Contains("PATH", error.Message);
    }

    [Fact]
    public async Task When_the_spec_is_handed_over_Then_only_its_owner_may_read_it_and_it_is_gone_afterwards()
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync("ls -l \"$3\" >&2; cat \"$3\" >&2; echo \" file=$3\" >&2; exit 1"));

        Assert.Contains("-rw-------", error.Message);
        Assert.Contains("\"my.password\":\"hush\"", error.Message);
        Assert.False(File.Exists(error.Message.Split("file=")[1]));
    }

    [Fact]
    public async Task When_the_program_is_missing_Then_it_is_named()
    {
        var process = new BlueprintProcess(new ProgramCommand("/no/such/topology", []), TimeProvider.System);

        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => process.RunAsync(Spec(), Token));

        Assert.Contains("'/no/such/topology'", error.Message);
    }

    [Theory]
    [InlineData(0, 1, "0 executors and 1 tasks")]
    [InlineData(2, 1, "2 executors and 1 tasks")]
    [InlineData(1, 70_000, "it has 70000 tasks")]
    public async Task When_a_description_makes_no_sense_Then_it_is_refused(int executors, int tasks, string expected)
    {
        var described = Described();
        var senseless = described with
        {
            Blueprint = described.Blueprint with { Components = [described.Blueprint.Components[0] with { Executors = executors, Tasks = tasks }] },
        };

        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => RunAsync($"cat '{AnswerFile(senseless)}'"));

        Assert.Contains(expected, error.Message);
    }

    private static DescribedTopology Described() => new("Main.dll", new TopologyBlueprint(
        "One", "0.1.0", "HASH", new Dictionary<string, string> { ["topology.workers"] = "1" },
        [new BlueprintComponent("source", ComponentKind.Spout, 1, 2, 10, 128, [], "H1"), new BlueprintComponent("zlast", ComponentKind.Bolt, 1, 1, 10, 128, ["source"], "H2")]));

    private string AnswerFile(DescribedTopology described) => AnswerFile(new DescribeAnswer(described, null));

    private string AnswerFile(DescribeAnswer answer) => _folder.Write("answer", DescribeAnswer.Mark + JsonSerializer.Serialize(answer, DescribeAnswer.Json) + "\n");

    private DescribeSpec Spec() => new(_folder.FullName, "Main.dll", null, [], new Dictionary<string, string> { ["my.password"] = "hush" });

    private Task<DescribedTopology> RunAsync(string script, TimeProvider? time = null, CancellationToken? token = null) =>
        new BlueprintProcess(new ProgramCommand("sh", ["-c", script, "sh"]), time ?? TimeProvider.System).RunAsync(Spec(), token ?? Token);

    private static async Task EndAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            await process.WaitForExitAsync(Token);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
