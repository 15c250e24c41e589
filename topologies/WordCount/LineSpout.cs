using Topology;

namespace WordCount;

/// <summary>
/// Emits the lines of a file, each once unless it fails. Task i of n reads the lines whose number modulo n is i, so
/// that several tasks share one file. A failed line is emitted again, at most <see cref="MaxAttempts"/> times in all.
/// </summary>
public sealed class LineSpout(string path) : Spout
{
    /// <summary>A line that failed this often will fail for ever: it is reported and given up, so that the run ends.</summary>
    public const int MaxAttempts = 5;

    // What may still fail. Bounded by topology.max.spout.pending, because the runtime stops asking at that many.
    private readonly Dictionary<long, Line> inFlight = [];
    private readonly Queue<long> replays = new();
    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private StreamReader? reader;
    private long nextNumber;
    private int taskIndex;
    private int taskCount = 1;
    private bool completed;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("line"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        this.collector = collector;
        taskIndex = context.ThisTaskIndex;
        taskCount = context.GetComponentTasks(context.ThisComponentId).Count;
        reader = new StreamReader(path);
    }

    public override void Execute()
    {
        if (replays.TryDequeue(out var number))
            collector.EmitWithId(number, inFlight[number].Text);
        else if (ReadNextOwn() is { } text)
            EmitNew(nextNumber - 1, text);
        else
            CompleteWhenSettled();
    }

    public override void Ack(Value messageId)
    {
        inFlight.Remove(messageId.AsInt64());
        CompleteWhenSettled();
    }

    public override void Fail(Value messageId, FailReason reason)
    {
        var number = messageId.AsInt64();
        if (!inFlight.TryGetValue(number, out var line))
            return;

        if (line.Attempts < MaxAttempts)
        {
            inFlight[number] = line with { Attempts = line.Attempts + 1 };
            replays.Enqueue(number);
            return;
        }

        inFlight.Remove(number);
        collector.ReportError(new InvalidDataException($"Line {number + 1} of '{path}' given up after {MaxAttempts} attempts, the last one {reason}."));
        CompleteWhenSettled();
    }

    public override void Cleanup() => reader?.Dispose();

    // Entered in flight before the emit: with 0 ackers the Ack comes from within it.
    private void EmitNew(long number, string text)
    {
        inFlight[number] = new Line(text, 1);
        collector.EmitWithId(number, text);
    }

    private string? ReadNextOwn()
    {
        while (reader?.ReadLine() is { } text)
        {
            if (nextNumber++ % taskCount == taskIndex)
                return text;
        }

        reader?.Dispose();
        reader = null;
        return null;
    }

    private void CompleteWhenSettled()
    {
        if (completed || reader is not null || inFlight.Count > 0)
            return;

        completed = true;
        collector.Complete();
    }

    private readonly record struct Line(string Text, int Attempts);
}
