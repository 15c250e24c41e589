namespace Topology.Clustering.Supervisor;

/// <summary>How this program starts itself as a worker.</summary>
/// <param name="FileName">A path, or a name to be found through PATH: the program's own executable, or dotnet.</param>
/// <param name="PrefixArguments">What comes before <c>--spec FILE</c>: <c>worker</c>, or <c>topology.dll worker</c> with dotnet.</param>
public sealed record WorkerLaunch(string FileName, IReadOnlyList<string> PrefixArguments)
{
    /// <summary>The runtime's variable for the least that is allocated between two collections of generation 0: bytes, hexadecimal. There is no setting of the program's own for it.</summary>
    public const string Gen0SizeVariable = "DOTNET_GCgen0size";

    /// <summary>32 MiB: what workers get if the supervisor's environment does not say otherwise.</summary>
    /// <remarks>The runtime takes the size of the processor's last cache, and 256 KiB where the machine does not tell it, as on some virtual ones. Batches that are being
    /// filled then survive collection after collection: 40 executors on such a machine did a third of what they do with 32 MiB, measured. More gains nothing.</remarks>
    public const string Gen0Size = "0x2000000";

    /// <summary>Variables of the environment that workers get, beside those every .NET program may need (PATH, HOME, TMPDIR, DOTNET_* …). The supervisor's others stay with it: secrets may be among them.</summary>
    public IReadOnlyList<string> PassedVariables { get; init; } = [];
}
