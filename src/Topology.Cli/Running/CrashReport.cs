using Topology.Cli.Commands;

namespace Topology.Cli.Running;

/// <summary>The last resort: an exception on a thread that user code started itself ends the process, as .NET has it, but with a message.</summary>
internal static class CrashReport
{
    public static void Install(string[] args)
    {
        if (SplitCommandLine.Of(args).IsVerbose)
            return; // .NET then prints the stack trace itself

        AppDomain.CurrentDomain.UnhandledException += (_, crash) =>
        {
            var text = crash.ExceptionObject is Exception error ? ErrorText.Of(error, verbose: false) : $"{crash.ExceptionObject}";
            Console.Error.WriteLine($"topology: ended by an exception on a thread that is not the runtime's: {text}");
            Console.Error.WriteLine("Run it with --verbose for the stack trace.");
            Environment.Exit(ExitCode.Failed);
        };
    }
}
