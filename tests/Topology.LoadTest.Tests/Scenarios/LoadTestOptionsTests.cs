using System.Net;
using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Tests.Scenarios;

public class LoadTestOptionsTests
{
    [Fact]
    public void When_everything_is_given_Then_it_is_read()
    {
        var options = LoadTestOptions.Parse(
        [
            "--target", "host:5556", "--scenario", "soak", "--rate", "20000", "--for", "1.5m", "--connections", "3", "--report", "out",
            "--at-half", "kill -9 1", "--warm-up", "500ms", "--p99", "2s", "--outstanding", "7", "--payload", "9", "--answer-within", "1h",
        ]);

        Assert.Equal(new DnsEndPoint("host", 5556), options.Target);
        Assert.Equal(("soak", 20_000, 3, "out", "kill -9 1", 7, 9), (options.Scenario, options.Rate, options.Connections, options.ReportFolder, options.AtHalf, options.Outstanding, options.PayloadBytes));
        Assert.Equal((90_000, 500, 2000, 3_600_000), (options.Duration.TotalMilliseconds, options.WarmUp.TotalMilliseconds, options.P99.TotalMilliseconds, options.AnswerWithin.TotalMilliseconds));
    }

    [Theory]
    [InlineData("constant", 100, 1000, 0.25)]
    [InlineData("ramp", 20_000, 20_000, 0.25)]
    [InlineData("soak", 20_000, 300_000, 10)]
    public void When_the_bounds_are_not_given_Then_they_suit_the_scenario(string scenario, int rate, int outstanding, double p99)
    {
        var options = LoadTestOptions.Parse(["--local", "--scenario", scenario, "--rate", $"{rate}"]);

        Assert.Equal((outstanding, p99), (options.Outstanding, options.P99.TotalSeconds));
    }

    [Fact]
    public void When_a_command_is_given_Then_it_is_an_action_at_half_time()
    {
        var options = LoadTestOptions.Parse(["--local", "--for", "10s", "--at-half", "echo"]);

        var scenario = options.CreateScenario(new DnsEndPoint("localhost", 1), new Dictionary<string, string>(), TimeProvider.System);

        Assert.Equal((5.0, "echo"), (Assert.Single(scenario.Shape.Actions).At.TotalSeconds, scenario.Shape.Actions[0].Name));
    }

    [Theory]
    [InlineData("either --target or --local is needed")]
    [InlineData("either --target or --local is needed", "--local", "--target", "h:1")]
    [InlineData("--target must be HOST:PORT, not host", "--target", "host")]
    [InlineData("--target must be HOST:PORT, not host:0", "--target", "host:0")]
    [InlineData("--scenario must be one of constant, ramp, soak, not spike", "--scenario", "spike")]
    [InlineData("--rate must be a number from 1 to 10000000, not 0", "--rate", "0")]
    [InlineData("--for must be a duration such as 500ms, 30s, 2m or 1h, not 30", "--for", "30")]
    [InlineData("--for must be more than zero", "--for", "0s")]
    [InlineData("--report needs a value", "--report")]
    [InlineData("unknown option --tagret", "--tagret")]
    public void When_it_is_wrong_Then_the_message_says_how(string expected, params string[] arguments) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => LoadTestOptions.Parse(arguments)).Message);
}
