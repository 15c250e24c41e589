using System.Collections.Concurrent;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>Packages in memory; the hash is taken on trust.</summary>
internal sealed class MemoryPackages : IPackageSource
{
    private readonly ConcurrentDictionary<string, (long Length, byte[] Bytes)> _packages = [];

    public Task<UploadState> BeginAsync(string package, long bytes, CancellationToken token)
    {
        _packages.TryAdd(package, (bytes, []));
        return Task.FromResult(State(package));
    }

    public Task<UploadState> AppendAsync(string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token)
    {
        if (!_packages.TryGetValue(package, out var entry))
            return Task.FromException<UploadState>(new TopologyException("no upload has begun"));
        if (offset == entry.Bytes.Length)
            _packages[package] = (entry.Length, [.. entry.Bytes, .. piece.Span]);
        return Task.FromResult(State(package));
    }

    public Task<PackagePiece?> ReadAsync(string package, long offset, int maxBytes, CancellationToken token) => Task.FromResult(
        _packages.TryGetValue(package, out var entry) && State(package).IsComplete
            ? new PackagePiece(package, offset, [.. entry.Bytes.Skip((int)offset).Take(maxBytes)], entry.Length)
            : null);

    /// <value>What was said to be needed, each time.</value>
    public System.Threading.Channels.Channel<(IReadOnlySet<string> Needed, TimeSpan Age)> Cleanings { get; } = System.Threading.Channels.Channel.CreateUnbounded<(IReadOnlySet<string>, TimeSpan)>();

    public Task<IReadOnlyList<string>> CleanAsync(IReadOnlySet<string> needed, TimeSpan age, CancellationToken token)
    {
        Cleanings.Writer.TryWrite((needed, age));
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    private UploadState State(string package)
    {
        var (length, bytes) = _packages[package];
        return new UploadState(package, bytes.Length, bytes.Length == length);
    }
}
