namespace Topology.Clustering.Protocol;

/// <summary>Supervisor → master: a piece of a package. Answered with <see cref="PackagePiece"/> or <see cref="RequestRefused"/>.</summary>
/// <param name="Package">SHA-256, lower-case hex.</param>
/// <param name="Offset">Where to begin.</param>
/// <param name="MaxBytes">At most; 256 KiB are given at most.</param>
public sealed record FetchPackage(string Package, long Offset, int MaxBytes) : IProtocolMessage;

/// <summary>Master → supervisor.</summary>
public sealed record PackagePiece(string Package, long Offset, byte[] Bytes, long Length) : IProtocolMessage;

/// <summary>Master → supervisor: a piece of a worker's log. Answered with <see cref="LogPiece"/>.</summary>
public sealed record ReadNodeLog(string TopologyId, int Worker, long Offset, int MaxBytes) : IProtocolMessage;
