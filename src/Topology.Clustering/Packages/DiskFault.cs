namespace Topology.Clustering.Packages;

/// <summary>Tells a full disk from other troubles with files.</summary>
internal static class DiskFault
{
    private const int NoSpaceOnUnix = 28; // ENOSPC, the same on Linux and macOS
    private const int QuotaOnLinux = 122; // EDQUOT
    private const int FullOnWindows = unchecked((int)0x80070070); // ERROR_DISK_FULL

    /// <summary>An exception to throw.</summary>
    /// <param name="cause">From the file system.</param>
    /// <param name="what">Begins the message: what could not be done.</param>
    public static PackageException Describe(Exception cause, string what) => IsFull(cause)
        ? new PackageException(PackageFault.StorageFull, $"{what}: the disk is full.", cause)
        : new PackageException(PackageFault.Unavailable, $"{what}: {cause.Message}", cause);

    private static bool IsFull(Exception cause) => cause.HResult is FullOnWindows
        || (!OperatingSystem.IsWindows() && cause is IOException && cause.HResult is NoSpaceOnUnix or QuotaOnLinux);
}
