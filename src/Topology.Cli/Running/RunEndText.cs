namespace Topology.Cli.Running;

/// <summary>The end of a run in words.</summary>
internal static class RunEndText
{
    public static string Of(RunEnd end) => end switch
    {
        RunEnd.Completed => "completed",
        RunEnd.Stopped => "stopped",
        RunEnd.CutShort => "ended without draining",
        _ => "failed",
    };
}
