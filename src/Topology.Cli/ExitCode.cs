namespace Topology.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Completed, or stopped in good order by Ctrl-C or --for.</summary>
    public const int Completed = 0;

    /// <summary>The topology, or building it, failed; also when a second Ctrl-C cut the drain short.</summary>
    public const int Failed = 1;

    /// <summary>The command line asks for something that cannot be done.</summary>
    public const int WrongUsage = 2;
}
