using Topology.Engine;

namespace Topology;

/// <summary>A bolt that awaits: up to <see cref="MaxConcurrency"/> inputs of a task are in work at once.</summary>
/// <remarks>Each input is acked when its call completes. A <see cref="FailedException"/> fails the input and nothing else; any other exception
/// also restarts the executor.</remarks>
public abstract class AsyncBolt : Bolt, IConcurrentBolt
{
    private readonly Queue<StreamTuple> _waiting = new();
    private readonly Queue<Call> _ordered = new();
    private readonly HashSet<Call> _calls = []; // whose results were not emitted yet; only those with event time
    private readonly CancellationTokenSource _stopping = new();
    private TopologyContext? _context;
    private OutputCollector? _collector;
    private int _running;

    /// <summary>Processes one tuple. Called on the executor's thread up to the first await, which continues on the
    /// .NET thread pool.</summary>
    /// <param name="input">The tuple; safe to keep.</param>
    /// <param name="collector">Emits anchored to <paramref name="input"/>.</param>
    /// <param name="token">Cancelled when the task stops.</param>
    public abstract ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token);

    /// <summary>How many inputs of one task may be in work at once.</summary>
    /// <value>Calls; default 16. Read once for each input; at least 1.</value>
    public virtual int MaxConcurrency => 16;

    /// <summary>Whether results leave in the order in which the inputs came.</summary>
    /// <value>Default false: as they complete.</value>
    public virtual bool PreserveOrder => false;

    /// <summary>Called once before the first tuple.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    public virtual void Prepare(TopologyContext context) { }

    /// <summary>Prepares the bolt; override <see cref="Prepare(TopologyContext)"/> instead.</summary>
    /// <param name="context">This task's place in the topology.</param>
    /// <param name="collector">The collector the bolt emits to.</param>
    public sealed override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _context = context;
        _collector = collector;
        Prepare(context);
    }

    /// <summary>Starts or queues the input; override <see cref="ExecuteAsync"/> instead.</summary>
    /// <param name="input">The tuple.</param>
    public sealed override void Execute(StreamTuple input)
    {
        _waiting.Enqueue(input);
        StartNext();
    }

    /// <summary>Cancels what is in work.</summary>
    public override void Cleanup() => _stopping.Cancel();

    bool IConcurrentBolt.IsBusy => _running > 0 || _waiting.Count > 0 || _ordered.Count > 0;

    bool IConcurrentBolt.IsFull => !HasRoom;

    // Asked about once a millisecond at most; what waits in the queues has come before the watermark as well.
    long IConcurrentBolt.OldestEventTime
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var call in _calls)
                oldest = Older(oldest, call.Input);
            foreach (var input in _waiting)
                oldest = Older(oldest, input);
            return oldest;
        }
    }

    void IConcurrentBolt.Abandon() => _stopping.Cancel();

    private bool HasRoom => (PreserveOrder ? _ordered.Count : _running) < Math.Max(1, MaxConcurrency);

    private void StartNext()
    {
        while (HasRoom && _waiting.TryDequeue(out var input))
        {
            var call = new Call(input);
            if (input.EventTime is not null)
                _calls.Add(call);
            _running++;
            if (PreserveOrder)
                _ordered.Enqueue(call);
            var task = Start(call);
            if (task.IsCompletedSuccessfully)
                End(call, null); // not Completed: the loop goes on by itself, so the stack does not grow with what waits
            else
                _ = ContinueAsync(task, call);
        }
    }

    /// <summary>An exception thrown before there is a task counts as one of the task.</summary>
    private ValueTask Start(Call call)
    {
        try
        {
            return ExecuteAsync(call.Input, call.Output, _stopping.Token);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    private async Task ContinueAsync(ValueTask task, Call call)
    {
        Exception? failure = null;
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }
        _context!.Post(() => Completed(call, failure)); // set by Prepare, before any Execute
    }

    private void Completed(Call call, Exception? failure)
    {
        End(call, failure);
        StartNext();
    }

    private void End(Call call, Exception? failure)
    {
        _running--;
        call.Done = true;
        call.Failure = failure;
        if (!PreserveOrder)
            Finish(call);
        while (_ordered.TryPeek(out var first) && first.Done)
            Finish(_ordered.Dequeue());
    }

    private void Finish(Call call)
    {
        _calls.Remove(call);
        var collector = _collector!; // set by Prepare, before any Execute
        if (call.Failure is null)
        {
            call.Output.SendTo(collector, call.Input);
            collector.Ack(call.Input);
            return;
        }
        collector.Fail(call.Input);
        if (call.Failure is OperationCanceledException && _stopping.IsCancellationRequested)
            return;
        if (call.Failure is not FailedException failed)
            throw new ComponentException("ExecuteAsync failed: " + call.Failure.Message, call.Failure);
        if (failed.Report)
            collector.ReportError(failed);
    }

    private static long Older(long oldest, StreamTuple input) =>
        input.Batch.EventTimeOf(input.Index) is var time and not TupleBatch.NoEventTime ? Math.Min(oldest, time) : oldest;

    private sealed class Call(StreamTuple input)
    {
        public readonly StreamTuple Input = input;
        public readonly AsyncOutputCollector Output = new();
        public Exception? Failure;
        public bool Done;
    }
}
