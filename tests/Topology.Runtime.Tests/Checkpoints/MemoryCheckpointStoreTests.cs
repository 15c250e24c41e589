using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

public sealed class MemoryCheckpointStoreTests : CheckpointStoreTests
{
    protected override Task<ICheckpointStore> NewStoreAsync() => Task.FromResult<ICheckpointStore>(new MemoryCheckpointStore());
}

public sealed class MemoryCheckpointStoreModelTests : CheckpointStoreModelTests
{
    private readonly MemoryCheckpointStore _store = new();

    protected override int Iterations => 1000;

    protected override Task<ICheckpointStore> StoreAsync() => Task.FromResult<ICheckpointStore>(_store);
}
