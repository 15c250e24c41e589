namespace Topology.Cli.Tests.Support;

/// <summary>What the caller of a command sees.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> OutputLines => Output.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Nothing that only an author of the runtime can read.</summary>
    public void HasNoStackTrace() => Assert.DoesNotMatch(@"(?m)^\s+at [\w.<>`]+\(", Output + Error);
}
