using Microsoft.Extensions.Time.Testing;
using Topology.Cli.Loading;

namespace Topology.Cli.Tests.Loading;

public class BuildTurnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhoWaitsTooLongForATurnToBuildIsToldWhatHoldsIt()
    {
        var time = new FakeTimeProvider();
        await using var held = await BuildTurn.TakeAsync(TimeProvider.System, Token);
        var waiting = BuildTurn.TakeAsync(time, Token);

        time.Advance(TimeSpan.FromMinutes(6));

        var error = await Assert.ThrowsAsync<CliException>(() => waiting);
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Contains("No turn to build within 5 minutes; another build holds '", error.Message);
    }
}
