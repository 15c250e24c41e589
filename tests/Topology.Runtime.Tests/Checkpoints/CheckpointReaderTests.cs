using System.Runtime.InteropServices;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Runtime.Tests.Checkpoints;

public class CheckpointReaderTests
{
    private const int Small = CheckpointReader.SpilledFrom - 1;
    private const int Large = CheckpointReader.SpilledFrom;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StateBackend.RocksDb, true)]
    [InlineData(StateBackend.Memory, false)]
    public async Task When_states_are_on_disk_Then_large_pieces_are_read_without_being_kept_in_memory(StateBackend backend, bool isSpilled)
    {
        var store = new MemoryCheckpointStore();
        await store.WriteAsync("t", "1/a", Content(Small), Token);
        await store.WriteAsync("t", "1/b", Content(Large, seed: 2), Token);
        var plan = Plan(backend);

        var restored = await CheckpointReader.ReadAsync("t", store, Of(1, ("1/a", Small), ("1/b", Large)), plan, token: Token);

        var (small, large) = (restored[plan.TaskIds["count"][0]].Pieces[0].Content, restored[plan.TaskIds["count"][1]].Pieces[0].Content);
        Assert.True(MemoryMarshal.TryGetArray(small, out _));
        Assert.Equal(isSpilled, !MemoryMarshal.TryGetArray(large, out _));
        Assert.True(small.Span.SequenceEqual(Content(Small)));
        Assert.True(large.Span.SequenceEqual(Content(Large, seed: 2)));
        GC.KeepAlive(restored);
    }

    [Fact]
    public void When_bytes_are_put_aside_Then_a_kill_leaves_nothing_and_nobody_can_read_them_once_they_are_given_up()
    {
        var folder = Directory.CreateTempSubdirectory("topology-spilled-").FullName;
        var bytes = SpilledBytes.Of(Content(5000), folder);
        Assert.True(OperatingSystem.IsWindows() || Directory.GetFileSystemEntries(folder).Length == 0); // the file has no name there
        Assert.True(MemoryMarshal.TryGetMemoryManager<byte, SpilledBytes>(bytes, out var manager));
        using (var pinned = bytes.Pin())
            Assert.True(bytes.Span.SequenceEqual(Content(5000)));

        ((IDisposable)manager).Dispose();
        ((IDisposable)manager).Dispose();

        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
        Directory.Delete(folder); // empty
    }

    [Fact]
    public void When_the_folder_cannot_be_written_Then_nothing_is_left()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.ThrowsAny<IOException>(() => SpilledBytes.Of([1], Path.Combine(file, "folder")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static TopologyPlan Plan(StateBackend backend) => new(
        new TopologySpec([new ComponentSpec { Id = "count", Kind = ComponentKind.Bolt, Factory = () => throw new NotSupportedException("It is not run."), Executors = 2, Tasks = 2 }]),
        new TopologyConfig { StateBackend = backend });
}
