using System.CommandLine;
using Microsoft.Extensions.Logging;
using Topology.Cli.Running;
using Topology.Clustering.Worker;
using Topology.State.RocksDb;

namespace Topology.Cli.Commands;

/// <summary><c>topology worker</c>: the process that a supervisor starts. Not for people, so not in the help.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create()
    {
        var spec = new Option<string>("--spec") { Description = "What to run, as JSON.", HelpName = "file", Required = true };
        var command = new Command(Name, "Runs executors of a topology, for a supervisor.") { Hidden = true };
        command.Add(spec);
        command.SetAction(async (parsed, _) =>
        {
            LossyWriter.TakeConsole();
            using var loggers = new ServiceLoggerFactory(LogLevel.Information, TimeProvider.System);
            await WorkerProgram.RunAsync(parsed.GetRequiredValue(spec), loggers, () => new RocksDbStorage()).ConfigureAwait(false);
            return ExitCode.Completed;
        });
        return command;
    }
}
