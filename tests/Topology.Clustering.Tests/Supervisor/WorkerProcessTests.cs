using System.Diagnostics;
using System.Text;
using Topology.Clustering.Supervisor;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Supervisor;

public sealed class WorkerProcessTests : IDisposable
{
    private readonly FakeWorker _fake = new();

    private string LogFile => Path.Combine(_fake.Folder, "worker.log");

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task When_it_is_started_Then_it_has_its_own_session_and_writes_its_log_itself()
    {
        var process = Start("calm");
        var fake = await _fake.NextAsync();

        var stat = File.ReadAllText($"/proc/{fake.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        Assert.Equal(process.Identity.Id, fake.Id);
        Assert.Equal([$"{fake.Id}", $"{fake.Id}"], fields[2..4]); // process group and session
        Assert.Equal(["/dev/null", LogFile, LogFile], new[] { 0, 1, 2 }.Select(number => File.ResolveLinkTarget($"/proc/{fake.Id}/fd/{number}", false)!.FullName));
        Assert.Equal(_fake.Folder, File.ResolveLinkTarget($"/proc/{fake.Id}/cwd", false)!.FullName);

        await EndAsync(process, fake);
    }

    [Fact]
    public async Task When_it_writes_Then_that_is_appended_to_the_log()
    {
        File.WriteAllText(LogFile, "earlier\n");

        var process = Start("brief");
        await process.Exited.Within("the process exits");

        Assert.Equal("earlier\nhello from brief\ncomplaint of brief\n", File.ReadAllText(LogFile));
    }

    [Fact]
    public async Task When_it_exits_Then_its_code_is_told()
    {
        var process = Start("brief");

        await process.Exited.Within("the process exits");

        Assert.Equal("Exit code 3.", await process.Exited);
        Assert.Null(ProcessTable.Find(process.Identity.Id)); // reaped
    }

    [Fact]
    public async Task When_it_is_killed_Then_that_is_noticed_within_200_milliseconds()
    {
        var took = new List<double>();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var process = Start("calm");
            var fake = await _fake.NextAsync();

            var start = Stopwatch.GetTimestamp();
            fake.Kill();
            await process.Exited.Within("the end is noticed");

            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.Equal("Exit code 137 (signal 9).", await process.Exited);
        }

        Assert.InRange(took.Order().ElementAt(2), 0, 200); // the median: a busy machine keeps one waiting
    }

    [Fact]
    public async Task When_an_adopted_process_is_killed_Then_that_is_noticed()
    {
        Start("calm");
        var fake = await _fake.NextAsync();
        var adopted = WorkerProcess.Adopt(fake.Identity, TimeProvider.System, TestContext.Current.CancellationToken);

        var before = adopted.Exited.IsCompleted;
        fake.Kill();
        await adopted.Exited.Within("the end is noticed");

        Assert.False(before);
    }

    [Fact]
    public async Task When_it_is_asked_to_end_Then_it_may_do_so_in_order()
    {
        var process = Start("calm");
        await _fake.NextAsync();

        process.Terminate();
        await process.Exited.Within("the process exits");

        Assert.Equal("Exit code 0.", await process.Exited);
        Assert.EndsWith("told to end\n", File.ReadAllText(LogFile));
    }

    [Fact]
    public async Task When_it_does_not_heed_that_Then_it_can_be_killed()
    {
        var process = Start("stubborn");
        await _fake.NextAsync();

        process.Terminate();
        process.Kill();
        await process.Exited.Within("the process exits");

        Assert.Equal("Exit code 137 (signal 9).", await process.Exited);
    }

    [Fact]
    public async Task When_its_number_is_somebody_elses_by_now_Then_no_signal_is_sent()
    {
        var process = Start("calm");
        var fake = await _fake.NextAsync();
        var other = fake.Identity with { StartTicks = fake.Identity.StartTicks - 1 };

        ProcessTable.Signal(other, ProcessTable.SigKill);
        var adopted = WorkerProcess.Adopt(other, TimeProvider.System, TestContext.Current.CancellationToken);
        await adopted.Exited.Within("the other is found to be gone");

        Assert.True(ProcessTable.IsAlive(fake.Identity));
        await EndAsync(process, fake);
    }

    [Fact]
    public async Task When_the_supervisor_knows_secrets_Then_neither_arguments_nor_environment_show_them()
    {
        Environment.SetEnvironmentVariable("TOPOLOGY_TEST_TOKEN", "hunter2");
        Environment.SetEnvironmentVariable("TOPOLOGY_TEST_PASSED", "yes");
        var process = Start("calm", "TOPOLOGY_TEST_PASSED");
        var fake = await _fake.NextAsync();

        var environment = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{fake.Id}/environ")).Split('\0');
        var arguments = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{fake.Id}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);

        Assert.DoesNotContain(environment, variable => variable.Contains("hunter2"));
        Assert.Contains("TOPOLOGY_TEST_PASSED=yes", environment);
        Assert.Contains(environment, variable => variable.StartsWith("PATH="));
        Assert.Equal(["worker", "--spec", Path.Combine(_fake.Folder, "worker.json")], arguments[^3..]);
        await EndAsync(process, fake);
    }

    [Theory]
    [InlineData(null, WorkerLaunch.Gen0Size)]
    [InlineData("0x1000000", "0x1000000")]
    public async Task When_the_supervisor_does_not_say_how_large_generation_0_is_Then_we_do(string? said, string expected)
    {
        Environment.SetEnvironmentVariable(WorkerLaunch.Gen0SizeVariable, said);
        var process = Start("calm");
        Environment.SetEnvironmentVariable(WorkerLaunch.Gen0SizeVariable, null);
        var fake = await _fake.NextAsync();

        var environment = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{fake.Id}/environ")).Split('\0');

        Assert.Equal([$"DOTNET_GCgen0size={expected}"], environment.Where(variable => variable.StartsWith("DOTNET_GCgen0size", StringComparison.OrdinalIgnoreCase)));
        await EndAsync(process, fake);
    }

    [Fact]
    public async Task When_the_log_cannot_be_opened_Then_the_reason_is_told()
    {
        var process = WorkerProcess.Start(_fake.Launch("calm"), Path.Combine(_fake.Folder, "worker.json"), Path.Combine(_fake.Folder, "missing", "worker.log"));

        await process.Exited.Within("the process exits");

        Assert.Contains("missing/worker.log", await process.Exited);
    }

    private WorkerProcess Start(string kind, params IReadOnlyList<string> passed) =>
        WorkerProcess.Start(_fake.Launch(kind) with { PassedVariables = passed }, Path.Combine(_fake.Folder, "worker.json"), LogFile);

    private static async Task EndAsync(WorkerProcess process, FakeProcess fake)
    {
        process.Kill();
        await fake.End.Within("the process ends");
        await process.Exited.Within("its end is noticed");
    }
}
