using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Tokens of what is going on, and the end when all are back.</summary>
public class ActivityTests
{
    [Fact]
    public void When_the_last_token_is_back_Then_it_has_ended_once()
    {
        var ended = 0;
        var activity = new Activity(() => ended++);
        activity.Begin();
        activity.Begin();
        activity.End();
        Assert.Equal((1L, 0), (activity.Count, ended));

        activity.End();

        Assert.Equal((0L, 1), (activity.Count, ended));
    }

    [Fact]
    public void When_a_token_is_taken_before_the_last_is_given_back_Then_it_goes_on()
    {
        var ended = 0;
        var activity = new Activity(() => ended++);
        activity.Begin();
        for (var i = 0; i < 100; i++)
        {
            activity.Begin();
            activity.End();
        }

        Assert.Equal(0, ended);
    }

    [Fact]
    public void When_many_threads_pass_tokens_on_Then_it_ends_once_and_only_at_the_end()
    {
        var ended = 0;
        var activity = new Activity(() => Interlocked.Increment(ref ended));
        activity.Begin();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                activity.Begin();
                activity.End();
            }
        });
        Assert.Equal(0, ended);

        activity.End();

        Assert.Equal(1, ended);
    }
}
