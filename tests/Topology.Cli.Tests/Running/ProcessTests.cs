using Topology.Cli.Tests.Fixtures;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Running;

public class ProcessTests
{
    /// <summary>Windows has no command that sends Ctrl-C to one process; there the tests of RunWatch stand for these.</summary>
    private static bool CanInterrupt => !OperatingSystem.IsWindows();

    [Fact]
    public async Task CtrlCInTheMiddlePrintsTotalsThatAddUpAndIsNoFailure()
    {
        if (!CanInterrupt)
            return;

        using var process = CommandProcess.Start("run", Command.Fixtures, "endless", "--set", "topology.message.timeout.secs=3");
        await process.PrintedAsync("a thousand passed");

        await process.InterruptAsync();
        var result = await process.EndedAsync();

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("endless is stopping: tuples in flight get 3 s at most; Ctrl-C again ends it at once.", result.Output);
        Assert.Contains("cleaned up", result.Output);
        Assert.Contains("endless stopped after ", result.Output);
        Assert.Empty(result.Error);
        var totals = TrackedTotals.Check(result.Output);
        Assert.True(totals.Acked > 800, $"acked {totals.Acked}");
        Assert.True(totals.Failed >= 100, $"failed {totals.Failed}");
        Assert.Equal(EndlessTopology.Kept, totals.TimedOut + totals.Pending);
    }

    [Fact]
    public async Task ASecondCtrlCEndsTheRunAtOnce()
    {
        if (!CanInterrupt)
            return;

        using var process = CommandProcess.Start("run", Command.Fixtures, "stuck");
        await process.PrintedAsync("a hundred kept");

        await process.InterruptAsync();
        await process.PrintedAsync("stuck is stopping: tuples in flight get 10 s at most");
        await process.InterruptAsync();
        var result = await process.EndedAsync();

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("stuck ended without draining after ", result.Output);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task AnExceptionOnAThreadOfTheTopologysOwnEndsTheProcessWithAMessage()
    {
        using var process = CommandProcess.Start("run", Command.Fixtures, "runaway-thread");

        var result = await process.EndedAsync();

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("topology: ended by an exception on a thread that is not the runtime's: InvalidOperationException: a thread of my own", result.Error);
        Assert.Contains("Run it with --verbose for the stack trace.", result.Error);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task TheProcessReturnsTheExitCodeOfTheCommand()
    {
        using var completed = CommandProcess.Start("run", Command.Fixtures, "numbers");
        using var failed = CommandProcess.Start("run", Command.Fixtures, "unprepared");
        using var wrong = CommandProcess.Start("run", "no-such.dll");

        Assert.Equal(ExitCode.Completed, (await completed.EndedAsync()).ExitCode);
        Assert.Equal(ExitCode.Failed, (await failed.EndedAsync()).ExitCode);
        Assert.Equal(ExitCode.WrongUsage, (await wrong.EndedAsync()).ExitCode);
    }
}
