namespace Topology.Clustering.Supervisor;

/// <summary>How this program starts itself as a worker.</summary>
/// <param name="FileName">A path, or a name to be found through PATH: the program's own executable, or dotnet.</param>
/// <param name="PrefixArguments">What comes before <c>--spec FILE</c>: <c>worker</c>, or <c>topology.dll worker</c> with dotnet.</param>
public sealed record WorkerLaunch(string FileName, IReadOnlyList<string> PrefixArguments)
{
    /// <summary>Variables of the environment that workers get, beside those every .NET program may need (PATH, HOME, TMPDIR, DOTNET_* …). The supervisor's others stay with it: secrets may be among them.</summary>
    public IReadOnlyList<string> PassedVariables { get; init; } = [];
}
