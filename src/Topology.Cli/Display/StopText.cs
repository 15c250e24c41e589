namespace Topology.Cli.Display;

/// <summary>The answer to the first Ctrl-C.</summary>
internal static class StopText
{
    public static string Of(string name, TimeSpan wait) =>
        $"{name} is stopping: tuples in flight get {LatencyText.Of(wait)} at most; Ctrl-C again ends it at once.";
}
