using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>The pauses before restarts, and when there are no more.</summary>
public class RestartPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void When_a_bolt_fails_as_soon_as_it_is_started_Then_the_eleventh_failure_is_the_last()
    {
        var policy = new RestartPolicy(new RestartOptions());
        var now = Start;
        var delays = new List<double>();
        while (policy.Failed(now) is { } delay)
        {
            delays.Add(delay.TotalMilliseconds);
            now += delay;
        }

        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000], delays);
    }

    [Fact]
    public void When_a_restart_is_exactly_as_old_as_the_time_they_are_counted_in_Then_it_still_counts()
    {
        var options = new RestartOptions { MaxRestarts = 1, Within = TimeSpan.FromSeconds(60) };
        var policy = new RestartPolicy(options);
        policy.Failed(Start);
        Assert.Null(policy.Failed(Start.AddSeconds(60)));

        policy = new RestartPolicy(options);
        policy.Failed(Start);
        Assert.NotNull(policy.Failed(Start.AddSeconds(60).AddTicks(1)));
    }

    [Fact]
    public void When_a_bolt_fails_every_seven_seconds_Then_it_is_restarted_for_ever()
    {
        var policy = new RestartPolicy(new RestartOptions());

        Assert.All(Enumerable.Range(0, 1000), i => Assert.NotNull(policy.Failed(Start.AddSeconds(7 * i))));
    }

    [Fact]
    public void When_it_has_run_well_for_a_minute_Then_pauses_begin_with_the_first_again()
    {
        var policy = new RestartPolicy(new RestartOptions());
        for (var i = 0; i < 5; i++)
            policy.Failed(Start.AddSeconds(i));

        Assert.Equal(TimeSpan.FromMilliseconds(100), policy.Failed(Start.AddSeconds(65)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), policy.Failed(Start.AddSeconds(66)));
    }
}
