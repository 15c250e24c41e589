using Topology.Clustering;

namespace Topology.Cli.Tests.Support;

/// <summary>A topology that ends when the test says so.</summary>
internal sealed class ScriptedHandle : ITopologyHandle
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan?> killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => "scripted-1";

    public string Name => "scripted";

    public Task Completion => completion.Task;

    /// <summary>Ends, with the wait that was asked for, when it is killed; the drain ends with the completion.</summary>
    public Task<TimeSpan?> Killed => killed.Task;

    public TopologyMetrics Metrics { get; set; } = Support.Metrics.Busy;

    public void Complete() => completion.SetResult();

    public void Fail(Exception cause) => completion.SetException(cause);

    public Task<TopologyStatus> GetStatusAsync(CancellationToken token = default) => Task.FromResult(TopologyStatus.Active);

    public Task ActivateAsync(CancellationToken token = default) => Task.CompletedTask;

    public Task DeactivateAsync(CancellationToken token = default) => Task.CompletedTask;

    public Task RebalanceAsync(RebalanceOptions options, CancellationToken token = default) => Task.CompletedTask;

    public Task KillAsync(TimeSpan? wait = null, CancellationToken token = default)
    {
        killed.TrySetResult(wait);
        return Task.WhenAny(completion.Task); // does not fault when the topology fails
    }

    public Task<TopologyMetrics> GetMetricsAsync(CancellationToken token = default) => Task.FromResult(Metrics);

    public Task<IReadOnlyList<ComponentError>> GetErrorsAsync(CancellationToken token = default) => Task.FromResult<IReadOnlyList<ComponentError>>([]);

    public Task<CheckpointReport> GetCheckpointsAsync(CancellationToken token = default) => Task.FromResult(new CheckpointReport());

    public Task SaveAsync(string file, CancellationToken token = default) => throw new NotSupportedException();
}
