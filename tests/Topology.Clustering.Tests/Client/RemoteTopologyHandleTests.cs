using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Client;

public class RemoteTopologyHandleTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly ScriptedLink link = new();
    private readonly FakeTimeProvider time = new();
    private readonly TopologyClient client;
    private readonly RemoteTopologyHandle handle;
    private TopologyStatus status = TopologyStatus.Active;

    public RemoteTopologyHandleTests()
    {
        client = new TopologyClient(link, [new MasterEndpoint("a", 7010)], new TopologyClientOptions { TimeProvider = time });
        handle = new RemoteTopologyHandle(client, "words-1", "words");
        link.Answer = (_, request) => Answer(request);
    }

    [Fact]
    public async Task When_the_topology_is_killed_Then_completion_and_kill_end()
    {
        var killing = handle.KillAsync(TimeSpan.FromSeconds(3), Token);
        var completion = handle.Completion;
        Assert.False(completion.IsCompleted);

        status = TopologyStatus.Killed;
        await PassAsync(Task.WhenAll(killing, completion), "the end of both");

        var kill = Assert.Single(link.Asked.OfType<KillTopologyByName>());
        Assert.Equal(("words-1", TimeSpan.FromSeconds(3)), (kill.NameOrId, kill.Wait));
    }

    [Fact]
    public async Task When_the_topology_fails_Then_completion_faults_with_its_cause()
    {
        status = TopologyStatus.Failed;

        var failed = await Assert.ThrowsAsync<TopologyFailedException>(() => handle.Completion);

        Assert.Equal("split failed: no such word", failed.Message);
    }

    [Fact]
    public async Task When_no_master_answers_for_a_while_Then_completion_waits_for_one()
    {
        link.Answer = (_, _) => new RequestRefused(RefusalKind.Unavailable, "moving");
        var completion = handle.Completion;
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < TimeSpan.FromSeconds(15))
            await StepAsync(completion);
        Assert.False(completion.IsCompleted);

        status = TopologyStatus.Completed;
        link.Answer = (_, request) => Answer(request);

        await PassAsync(completion, "completion");
    }

    [Fact]
    public async Task When_the_client_is_disposed_Then_completion_is_cancelled()
    {
        var completion = handle.Completion;

        await client.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completion).Within("the cancellation");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => handle.GetStatusAsync(Token));
    }

    [Fact]
    public async Task When_it_is_deactivated_Then_the_call_ends_once_it_is_inactive()
    {
        var changing = handle.DeactivateAsync(Token);
        for (var i = 0; i < 50; i++)
            await StepAsync(changing);
        Assert.False(changing.IsCompleted);

        status = TopologyStatus.Inactive;

        await PassAsync(changing, "the deactivation");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_it_has_ended_Then_activating_it_is_an_invalid_operation(bool isRefused)
    {
        status = TopologyStatus.Killed;
        link.Answer = (_, request) => isRefused && request is ActivateTopology ? new RequestRefused(RefusalKind.Invalid, "it has ended") : Answer(request);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => handle.ActivateAsync(Token));

        Assert.Equal("Topology \"words\" has ended: Killed.", ended.Message);
    }

    [Fact]
    public async Task When_a_change_is_refused_for_another_reason_Then_the_refusal_is_thrown()
    {
        link.Answer = (_, request) => request is RebalanceTopology ? new RequestRefused(RefusalKind.Invalid, "there is no component splt") : Answer(request);

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => handle.RebalanceAsync(new RebalanceOptions(), Token));

        Assert.Equal("there is no component splt", refused.Message);
    }

    [Fact]
    public async Task When_it_is_rebalanced_Then_everything_asked_for_is_sent_and_the_end_is_awaited()
    {
        status = TopologyStatus.Rebalancing;
        var changing = handle.RebalanceAsync(new RebalanceOptions { Workers = 3, Executors = new Dictionary<string, int> { ["split"] = 4 }, Wait = TimeSpan.FromSeconds(9) }, Token);
        await StepAsync(changing);
        Assert.False(changing.IsCompleted);

        status = TopologyStatus.Inactive;
        await PassAsync(changing, "the rebalance");

        var sent = Assert.Single(link.Asked.OfType<RebalanceTopology>());
        Assert.Equal(("words-1", 3, 4, TimeSpan.FromSeconds(9)), (sent.NameOrId, sent.Workers, sent.Executors["split"], sent.Wait));
    }

    private object Answer(ClientRequest request) => request is GetTopology ? new TopologyReply(Infos.Of("words", status)) : new Done();

    private Task PassAsync(Task call, string what)
    {
        return Run().Within(what);

        async Task Run()
        {
            while (!call.IsCompleted)
                await StepAsync(call);
            await call;
        }
    }

    // A tenth of a pause; a timer that is armed late is met by a later step.
    private async Task StepAsync(Task call)
    {
        time.Advance(TimeSpan.FromMilliseconds(25));
        await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token));
    }
}
