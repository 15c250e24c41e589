namespace Topology.Clustering.Packages;

/// <summary>What is wrong with a package or with where it is kept.</summary>
public enum PackageFault
{
    /// <summary>The package, or what is asked of it, makes no sense or is hostile.</summary>
    Invalid,

    /// <summary>Larger than allowed.</summary>
    TooLarge,

    /// <summary>There is no such package, or no upload of it has begun.</summary>
    NotFound,

    /// <summary>What arrived is not what was announced.</summary>
    HashMismatch,

    /// <summary>There is no room to keep it.</summary>
    StorageFull,

    /// <summary>Where it is kept cannot be reached now: try again.</summary>
    Unavailable,
}

/// <summary>A package cannot be made, read, stored or fetched.</summary>
public sealed class PackageException : TopologyException
{
    internal PackageException(PackageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>For programs; the message is for people.</summary>
    public PackageFault Fault { get; }
}
