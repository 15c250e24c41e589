using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Topology.Cli.Display;

/// <summary>Keeps what is written, by any thread, as whole lines until they are taken, by one.</summary>
internal sealed class LineQueueWriter : TextWriter
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly StringBuilder open = new(); // the line being written; guarded by itself

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (open)
            Append(value);
    }

    public override void Write(string? value)
    {
        lock (open)
        {
            foreach (var c in value ?? "")
                Append(c);
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write(value + "\n");

    public bool TryTakeLine([NotNullWhen(true)] out string? line) => lines.TryDequeue(out line);

    /// <summary>Everything that is left, the unfinished line too.</summary>
    public string TakeRest()
    {
        lock (open)
        {
            var rest = string.Concat(lines.Select(line => line + Environment.NewLine)) + open;
            lines.Clear();
            open.Clear();
            return rest;
        }
    }

    private void Append(char value)
    {
        if (value == '\n')
        {
            lines.Enqueue(open.ToString().TrimEnd('\r'));
            open.Clear();
        }
        else
        {
            open.Append(value);
        }
    }
}
