using System.Text;

namespace Topology.Cli.Running;

/// <summary>Standard output of a process that runs for months: what cannot be written, because the disk of the log is full, is lost. It must not fail what it tells of, users' code least of all. As thread-safe as what it writes to.</summary>
internal sealed class LossyWriter(TextWriter target) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    /// <summary>For the rest of the process, Console.Out and Console.Error.</summary>
    public static void TakeConsole()
    {
        Console.SetOut(new LossyWriter(Console.Out));
        Console.SetError(new LossyWriter(Console.Error));
    }

    public override void Write(char value) => Try(target, value, static (to, what) => to.Write(what));

    public override void Write(string? value) => Try(target, value, static (to, what) => to.Write(what));

    public override void Write(char[] buffer, int index, int count) => Try(target, (buffer, index, count), static (to, what) => to.Write(what.buffer, what.index, what.count));

    public override void WriteLine(string? value) => Try(target, value, static (to, what) => to.WriteLine(what)); // whole, so that lines of several threads do not mix

    public override void Flush() => Try(target, 0, static (to, _) => to.Flush());

    private static void Try<T>(TextWriter target, T value, Action<TextWriter, T> write)
    {
        try
        {
            write(target, value);
        }
        catch (IOException)
        {
            // Ignored: there is no other place to tell.
        }
    }
}
