namespace Topology.Cli.Commands;

/// <summary>
/// The command line cut at the first lone <c>--</c>: ours before it, the topology's after it. Done by hand because the
/// parser would hand the first of the topology's arguments to our optional [definition].
/// </summary>
internal sealed record SplitCommandLine(IReadOnlyList<string> Own, IReadOnlyList<string> Topology)
{
    public bool IsVerbose => Own.Contains(TargetArguments.VerboseName);

    public static SplitCommandLine Of(string[] args)
    {
        var cut = Array.IndexOf(args, "--");
        return cut < 0 ? new(args, []) : new(args[..cut], args[(cut + 1)..]);
    }
}
