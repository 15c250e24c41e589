namespace Topology.State.RocksDb.Tests.Support;

/// <summary>A storage in a folder of its own, which goes with it; in memory where there is a file system that is.</summary>
internal sealed class TestStorage : IDisposable
{
    private const string InMemory = "/dev/shm";

    public TestStorage(RocksDbStorageOptions? options = null) => Storage = new RocksDbStorage((options ?? new RocksDbStorageOptions()) with { Folder = Root });

    public string Root { get; } = Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"topology-{Guid.NewGuid():N}");

    public RocksDbStorage Storage { get; }

    public void Dispose()
    {
        Storage.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
