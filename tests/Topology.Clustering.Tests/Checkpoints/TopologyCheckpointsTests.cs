using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Checkpoints;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Tests.Checkpoints;

public class TopologyCheckpointsTests
{
    private readonly CheckpointHistory _history = new("sums", new MemoryCheckpointStore(), (_, _) => { });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_commit_is_under_way_at_the_end_Then_it_is_waited_for(bool isCompleted)
    {
        var checkpoints = new TopologyCheckpoints(_history, new CheckpointReports(), TimeProvider.System, NullLogger.Instance);
        var commit = new TaskCompletionSource();
        _ = _history.Committing(1, commit.Task);

        var end = checkpoints.EndAsync(isCompleted);
        Assert.False(end.IsCompleted);
        commit.SetException(new CheckpointStoreException("disk full"));

        await end;
    }
}
