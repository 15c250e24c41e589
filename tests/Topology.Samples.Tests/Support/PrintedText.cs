using System.Text;

namespace Topology.Samples.Tests.Support;

/// <summary>Stands for the console while it lives. Written by any thread, awaited by one.</summary>
internal sealed class PrintedText : TextWriter
{
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly TextWriter before = Console.Out;
    private (string Part, TaskCompletionSource Seen)? awaited;

    public PrintedText() => Console.SetOut(this);

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (gate)
                return text.ToString();
        }
    }

    /// <summary>Ends when the text has been printed.</summary>
    public Task Printed(string part)
    {
        lock (gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited = (part, seen);
            Notice();
            return seen.Task;
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (gate)
        {
            text.Append(value);
            Notice();
        }
    }

    protected override void Dispose(bool disposing)
    {
        Console.SetOut(before);
        base.Dispose(disposing);
    }

    private void Notice()
    {
        if (awaited is { } waiting && text.ToString().Contains(waiting.Part, StringComparison.Ordinal))
            waiting.Seen.TrySetResult();
    }
}
