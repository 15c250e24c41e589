using Topology.Cli.Commands;

namespace Topology.Cli.Running;

/// <summary>The last resort: an exception on a thread that user code started itself ends the process, as .NET has it, but with a message.</summary>
internal static class CrashReport
{
    // What a node or a worker prints is a log: nobody can run it again to see more.
    private static readonly string[] Daemons = [NodeCommand.Name, WorkerCommand.Name];

    /// <summary>Whether what this command prints is the log of a process that runs for months.</summary>
    public static bool IsOfDaemon(string[] args) => args.Length > 0 && Daemons.Contains(args[0]);

    public static void Install(string[] args)
    {
        if (SplitCommandLine.Of(args).IsVerbose)
            return; // .NET then prints the stack trace itself

        var isDaemon = IsOfDaemon(args);
        AppDomain.CurrentDomain.UnhandledException += (_, crash) =>
        {
            var text = crash.ExceptionObject is Exception error ? ErrorText.Of(error, isDaemon) : $"{crash.ExceptionObject}";
            Console.Error.WriteLine($"topology: ended by an exception on a thread that is not the runtime's: {text}");
            if (!isDaemon)
                Console.Error.WriteLine("Run it with --verbose for the stack trace.");
            Environment.Exit(ExitCode.Failed);
        };
    }
}
