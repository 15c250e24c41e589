using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Engine;

/// <summary>Starts requests at the times of a schedule, whether or not earlier ones have ended, and measures from these times.</summary>
/// <remarks>
/// No coordinated omission: when the target stalls, requests that were due meanwhile count with the time that they waited, also the wait for this generator.
/// Between two starts it sleeps, at least a millisecond: it shares two cores with what it measures, so it starts what has become due in the meantime together, up to
/// about a millisecond late; the report says how late.
/// </remarks>
internal sealed class OpenLoopGenerator(OpenLoopOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan CancelledWithin = TimeSpan.FromSeconds(5);
    private const int StartsBetweenClockReads = 64;

    /// <summary>Sets the scenario up, warms up, measures, tears down.</summary>
    public async Task<LoadResult> RunAsync(ILoadScenario scenario, CancellationToken token)
    {
        try
        {
            await scenario.SetUpAsync(token).ConfigureAwait(false);
            if (options.WarmUp > TimeSpan.Zero)
            {
                var highest = scenario.Shape.Phases.Max(phase => Math.Max(phase.FromRate, phase.ToRate));
                await DriveAsync(scenario, LoadShape.Constant(highest, options.WarmUp), token).ConfigureAwait(false);
            }
            var startedAt = time.GetUtcNow();
            var (recorder, actions) = await DriveAsync(scenario, scenario.Shape, token).ConfigureAwait(false);
            return recorder.Result(scenario, startedAt, actions);
        }
        finally
        {
            await scenario.TearDownAsync().ConfigureAwait(false);
        }
    }

    private async Task<(LoadRecorder Recorder, IReadOnlyList<ActionOutcome> Actions)> DriveAsync(ILoadScenario scenario, LoadShape shape, CancellationToken token)
    {
        var schedule = new ArrivalSchedule(shape.Phases);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(token);
        var run = new Run(scenario, schedule, new LoadRecorder(schedule), options.MostOutstanding, time, giveUp.Token);
        var actions = Task.WhenAll(shape.Actions.Select(action => PerformAsync(action, run, giveUp.Token)));
        await using (time.CreateTimer(_ => options.Progress(run.Recorder.ProgressLine(run.Elapsed, run.Outstanding)), null, options.ProgressInterval, options.ProgressInterval))
        {
            // A thread of its own: the pacer may block, and a pool that is busy with answers must not delay starts.
            await Task.Factory.StartNew(() => StartAllAsync(run, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().ConfigureAwait(false);
            await DrainAsync(run, giveUp, token).ConfigureAwait(false);
        }
        await Task.WhenAny(actions, Task.Delay(CancelledWithin, time, token)).ConfigureAwait(false);
        await giveUp.CancelAsync().ConfigureAwait(false); // of an action that does not end
        return (run.Recorder, await actions.ConfigureAwait(false));
    }

    private async Task StartAllAsync(Run run, CancellationToken token)
    {
        var count = run.Schedule.Count;
        for (var next = 0L; next < count;)
        {
            var now = run.Elapsed;
            for (var starts = 0; next < count && starts < StartsBetweenClockReads && run.Schedule.StartOf(next) is var due && due <= now; starts++, next++)
                run.Start(due);
            if (next == count)
                break;
            var wait = run.Schedule.StartOf(next) - run.Elapsed;
            if (wait > TimeSpan.Zero)
                await options.Pacer.WaitAsync(wait > ShortestSleep ? wait : ShortestSleep, token).ConfigureAwait(false);
        }
    }

    private async Task DrainAsync(Run run, CancellationTokenSource giveUp, CancellationToken token)
    {
        run.AllStarted();
        try
        {
            await run.Drained.WaitAsync(options.DrainWithin, time, token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(run.Drained, Task.Delay(CancelledWithin, time, token)).ConfigureAwait(false);
            run.Recorder.Abandoned(run.Outstanding); // of a scenario that does not heed its token
        }
    }

    private async Task<ActionOutcome> PerformAsync(TimedAction action, Run run, CancellationToken token)
    {
        try
        {
            await Task.Delay(action.At, time, token).ConfigureAwait(false);
            options.Progress($"now: {action.Name}");
            var began = run.Elapsed;
            return new ActionOutcome(began, action.Name, await action.RunAsync(token).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            return new ActionOutcome(run.Elapsed, action.Name, $"failed: {error.Message}");
        }
    }

    /// <summary>One drive through a schedule. The generator's task starts, any thread ends requests.</summary>
    private sealed class Run(ILoadScenario scenario, ArrivalSchedule schedule, LoadRecorder recorder, int mostOutstanding, TimeProvider time, CancellationToken giveUp)
    {
        private readonly long start = time.GetTimestamp();
        private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int outstanding = 1; // the one is the generator itself, until AllStarted
        private volatile bool allStarted;

        public ArrivalSchedule Schedule => schedule;

        public LoadRecorder Recorder => recorder;

        public TimeSpan Elapsed => time.GetElapsedTime(start);

        public Task Drained => drained.Task;

        public int Outstanding => Volatile.Read(ref outstanding) - (allStarted ? 0 : 1);

        public void Start(TimeSpan due)
        {
            if (Volatile.Read(ref outstanding) > mostOutstanding)
            {
                recorder.NotSent(Elapsed, mostOutstanding);
                return;
            }
            Interlocked.Increment(ref outstanding);
            _ = SendAsync(due);
        }

        public void AllStarted()
        {
            allStarted = true;
            Ended();
        }

        private async Task SendAsync(TimeSpan due)
        {
            recorder.Started(Elapsed - due);
            StepResult result;
            try
            {
                result = await scenario.SendAsync(giveUp).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
            {
                result = StepResult.Failed("unanswered at the end");
            }
            catch (Exception error)
            {
                result = StepResult.Failed($"{error.GetType().Name}: {error.Message}");
            }
            recorder.Ended(due, Elapsed, result);
            Ended();
        }

        private void Ended()
        {
            if (Interlocked.Decrement(ref outstanding) == 0)
                drained.TrySetResult();
        }
    }
}
