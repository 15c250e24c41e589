using Microsoft.Extensions.Time.Testing;
using Topology.LoadTest.Engine;
using Topology.LoadTest.Scenarios;
using Topology.LoadTest.Tests.Support;

namespace Topology.LoadTest.Tests.Engine;

public class OpenLoopGeneratorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only ever used up by a failing test

    private readonly FakeTimeProvider time = new();
    private readonly SimulatedPacer pacer;

    public OpenLoopGeneratorTests() => pacer = new SimulatedPacer(time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_requests_end_at_once_Then_all_are_sent_at_their_times_and_none_is_late()
    {
        var starts = new List<TimeSpan>();
        var began = time.GetTimestamp();
        var scenario = new ScriptedScenario(LoadShape.Constant(100, TimeSpan.FromSeconds(2)), (_, _) =>
        {
            starts.Add(time.GetElapsedTime(began));
            return new ValueTask<StepResult>(StepResult.Ok(7));
        });

        var result = await RunAsync(scenario);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => TimeSpan.FromMilliseconds(10 * i)), starts);
        Assert.Equal((200L, 200L, 0L, 1400L), (result.Planned, result.Ok, result.Failed, result.Bytes));
        Assert.Equal(0.001, result.Latency.Max, 3); // nothing: one microsecond is the least that is recorded
        Assert.Equal(["set up", "tear down"], scenario.Calls);
    }

    [Fact]
    public async Task When_starts_are_closer_than_a_millisecond_Then_it_still_sleeps_and_starts_them_together()
    {
        var scenario = new ScriptedScenario(LoadShape.Constant(20_000, TimeSpan.FromSeconds(1)), (_, _) => new ValueTask<StepResult>(StepResult.Ok(1)));

        var result = await RunAsync(scenario);

        Assert.Equal(20_000, result.Ok);
        Assert.All(pacer.Waits, wait => Assert.InRange(wait.TotalMilliseconds, 1, 2));
        Assert.InRange(pacer.Waits.Count, 900, 1000);
        Assert.InRange(result.StartDelay.Max, 0.9, 1.05);
    }

    [Fact]
    public async Task When_the_target_stalls_Then_every_request_that_was_due_meanwhile_counts_its_wait()
    {
        // The 100th request blocks the generator for a second, as a target does that takes no further request: those due then are sent after it.
        var scenario = new ScriptedScenario(LoadShape.Constant(100, TimeSpan.FromSeconds(10)), (request, _) =>
        {
            if (request == 100)
                time.Advance(TimeSpan.FromSeconds(1));
            return new ValueTask<StepResult>(StepResult.Ok(1));
        });

        var result = await RunAsync(scenario);

        // A tenth of the requests waited, evenly from 1 s down to 0. Measured from the actual start only one of 1000 would have taken any time.
        Assert.Equal(1000, result.Ok);
        Assert.Equal(0.001, result.Latency.P75, 3);
        Assert.InRange(result.Latency.P95, 480, 520);
        Assert.InRange(result.Latency.P99, 880, 920);
        Assert.InRange(result.Latency.Max, 999, 1001);
        Assert.InRange(result.StartDelay.Max, 980, 1000);
    }

    [Fact]
    public async Task When_answers_stay_away_Then_requests_beyond_the_bound_fail_unsent_and_the_plan_goes_on()
    {
        var answer = new TaskCompletionSource<StepResult>();
        var scenario = new ScriptedScenario(
            LoadShape.Constant(100, TimeSpan.FromSeconds(1)),
            async (request, _) => request < 90 ? await answer.Task : StepResult.Ok(1));
        pacer.Waits.Clear();

        var running = RunAsync(scenario, mostOutstanding: 90);
        await Until(() => scenario.Sent == 90 && time.GetUtcNow() - Start >= TimeSpan.FromSeconds(0.99));
        answer.SetResult(StepResult.Ok(1));
        var result = await running;

        Assert.Equal((100L, 90L, 10L, 10L), (result.Planned, result.Ok, result.Failed, result.NotSent));
        Assert.Equal([new FailureCount("not sent: 90 requests were in flight", 10)], result.Failures);
    }

    [Fact]
    public async Task When_requests_fail_or_throw_Then_they_are_counted_by_reason()
    {
        var scenario = new ScriptedScenario(LoadShape.Constant(10, TimeSpan.FromSeconds(1)), (request, _) => request switch
        {
            < 3 => new ValueTask<StepResult>(StepResult.Failed("TimedOut", resends: 2)),
            3 => throw new InvalidOperationException("a fault"),
            _ => new ValueTask<StepResult>(StepResult.Ok(1, resends: 1)),
        });

        var result = await RunAsync(scenario);

        Assert.Equal((6L, 4L, 12L), (result.Ok, result.Failed, result.Resends));
        Assert.Equal([new FailureCount("TimedOut", 3), new FailureCount("InvalidOperationException: a fault", 1)], result.Failures);
    }

    [Fact]
    public async Task When_requests_are_never_answered_Then_they_are_given_up_and_fail()
    {
        var givenUp = new TaskCompletionSource();
        var scenario = new ScriptedScenario(LoadShape.Constant(10, TimeSpan.FromSeconds(1)), async (request, token) =>
        {
            token.Register(() => givenUp.TrySetResult());
            if (request % 2 == 0)
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            return StepResult.Ok(1);
        });

        var running = RunAsync(scenario);
        while (!givenUp.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1)); // towards the end of the drain, whenever that begins
            await Task.Yield();
        }

        var result = await running;
        Assert.Equal((5L, 5L), (result.Ok, result.Failed));
        Assert.Equal([new FailureCount("unanswered at the end", 5)], result.Failures);
    }

    [Fact]
    public async Task When_there_is_a_warm_up_Then_its_requests_are_not_reported()
    {
        var scenario = new ScriptedScenario(
            LoadShape.Ramp(100, TimeSpan.FromSeconds(2)), (request, _) => new ValueTask<StepResult>(request < 300 ? StepResult.Failed("cold") : StepResult.Ok(1)));

        var result = await RunAsync(scenario, warmUp: TimeSpan.FromSeconds(3));

        Assert.Equal(300 + 150, scenario.Sent);
        Assert.Equal((150L, 0L), (result.Ok, result.Failed));
    }

    [Fact]
    public async Task When_an_action_is_due_Then_it_is_done_while_the_load_goes_on_and_reported()
    {
        var at = new List<TimeSpan>();
        var shape = LoadShape.Constant(
            100,
            TimeSpan.FromSeconds(2),
            new TimedAction(TimeSpan.FromSeconds(1), "act", _ =>
            {
                at.Add(time.GetUtcNow() - Start);
                return Task.FromResult("done");
            }),
            new TimedAction(TimeSpan.FromSeconds(1.5), "fail", _ => throw new InvalidOperationException("no such process")));

        var result = await RunAsync(new ScriptedScenario(shape, (_, _) => new ValueTask<StepResult>(StepResult.Ok(1))));

        Assert.InRange(Assert.Single(at).TotalSeconds, 1, 1.02);
        Assert.Equal([("act", "done"), ("fail", "failed: no such process")], result.Actions.Select(action => (action.Name, action.Outcome)));
        Assert.Equal(200, result.Ok);
    }

    [Fact]
    public async Task When_it_is_stopped_Then_it_throws_and_tears_down()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var scenario = new ScriptedScenario(LoadShape.Constant(10, TimeSpan.FromSeconds(1000)), (request, _) =>
        {
            if (request == 5)
                stopping.Cancel();
            return new ValueTask<StepResult>(StepResult.Ok(1));
        });
        var generator = new OpenLoopGenerator(new OpenLoopOptions { MostOutstanding = 10, Pacer = new TimerPacer(TimeProvider.System) }, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.RunAsync(scenario, stopping.Token).WaitAsync(Patience, Token));

        Assert.Equal(["set up", "tear down"], scenario.Calls);
    }

    private DateTimeOffset Start { get; } = new FakeTimeProvider().GetUtcNow();

    private Task<LoadResult> RunAsync(ILoadScenario scenario, int mostOutstanding = 1_000_000, TimeSpan warmUp = default) =>
        new OpenLoopGenerator(new OpenLoopOptions { MostOutstanding = mostOutstanding, Pacer = pacer, WarmUp = warmUp }, time).RunAsync(scenario, Token).WaitAsync(Patience, Token);

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
