using System.Threading.Channels;

namespace Topology.Api.Tests.Support;

/// <summary>Stands for an executor's thread: any thread posts, the test runs what was posted. Nothing is polled.</summary>
internal sealed class PostQueue
{
    /// <summary>Only reached when a test fails; long enough for a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<Action> _actions = Channel.CreateUnbounded<Action>();

    /// <summary>Posted and not yet run.</summary>
    public int Count => _actions.Reader.Count;

    public void Post(Action action) => _actions.Writer.TryWrite(action);

    /// <summary>Waits until something is posted and takes it.</summary>
    public async Task<Action> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await _actions.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing was posted to the executor's thread within {Limit}.");
        }
    }

    /// <summary>Waits until something is posted and runs it on the caller's thread.</summary>
    public async Task RunNextAsync() => (await NextAsync())();
}
