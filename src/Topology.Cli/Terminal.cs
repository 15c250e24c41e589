namespace Topology.Cli;

/// <summary>Which of the two outputs a person watches on a terminal; the others are files, pipes or a test's writers.</summary>
internal readonly record struct Terminal(bool Output, bool Error)
{
    public static Terminal OfProcess() => new(!Console.IsOutputRedirected, !Console.IsErrorRedirected);
}
