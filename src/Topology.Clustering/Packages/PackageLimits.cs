namespace Topology.Clustering.Packages;

/// <summary>How large a package may be. The client, the master and the supervisors should have the same.</summary>
public sealed record PackageLimits
{
    /// <summary>The limits without configuration.</summary>
    public static PackageLimits Default { get; } = new();

    /// <value>Bytes of the archive; 256 MiB: twice the largest publish folders with native libraries for every system.</value>
    public long MaxArchiveBytes { get; init; } = 256L << 20;

    /// <value>Bytes of all files together; 1 GiB: four times the archive, as assemblies shrink to a half or a third.</value>
    public long MaxUnpackedBytes { get; init; } = 1L << 30;

    /// <value>Files and folders; 10,000: a self-contained publish folder has some hundreds.</value>
    public int MaxEntries { get; init; } = 10_000;

    /// <value>How many times larger a file may be than its packed form; 200. Assemblies and texts come to 10, the format allows 1,032.</value>
    public int MaxCompressionRatio { get; init; } = 200;

    /// <value>Bytes below which the ratio is not looked at: small files of blanks are no danger; 1 MiB.</value>
    public long RatioFreeBytes { get; init; } = 1L << 20;

    internal bool IsBomb(long unpacked, long packed) => unpacked > RatioFreeBytes && unpacked / MaxCompressionRatio > packed;
}
