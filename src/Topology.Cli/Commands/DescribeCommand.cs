using System.CommandLine;
using Topology.Clustering.Packages;

namespace Topology.Cli.Commands;

/// <summary><c>topology describe</c>: the process in which a master looks at an uploaded topology. Not for people, so not in the help.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var spec = new Option<string>("--spec") { Description = "What to look at, as JSON.", HelpName = "file", Required = true };
        var command = new Command("describe", "Loads a package and prints its graph, for the master.") { Hidden = true };
        command.Add(spec);
        command.SetAction(parsed => DescribeProgram.Run(parsed.GetRequiredValue(spec), Console.Out, Console.Error));
        return command;
    }
}
