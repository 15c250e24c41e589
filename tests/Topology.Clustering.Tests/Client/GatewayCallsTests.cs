using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Client;

public class GatewayCallsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly ClientRequest Change = new DeactivateTopology("n");

    private readonly ScriptedLink link = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task When_a_request_is_made_Then_it_bears_the_token_and_the_reply_is_given()
    {
        link.Answer = (_, _) => new TopologyAccepted("n-1", "n");

        var reply = await Ask(Calls("a"));

        Assert.Equal("n-1", reply.Id);
        Assert.Equal("secret", Assert.Single(link.Asked).Token);
    }

    [Fact]
    public async Task When_the_master_refuses_Then_kind_and_reason_are_thrown_at_once()
    {
        link.Answer = (_, _) => new RequestRefused(RefusalKind.Forbidden, "no token");

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => Ask(Calls("a")));

        Assert.Equal(RefusalKind.Forbidden, refused.Kind);
        Assert.Equal("no token", refused.Message);
        Assert.Single(link.Asked);
    }

    [Fact]
    public async Task When_the_master_is_unavailable_Then_it_is_asked_again_until_it_answers()
    {
        link.Answer = (_, _) => link.Asked.Count < 4 ? new RequestRefused(RefusalKind.Unavailable, "moving") : new TopologyAccepted("n-1", "n");

        var reply = await Passing(Ask(Calls("a")));

        Assert.Equal("n-1", reply.Id);
        Assert.Equal(4, link.Asked.Count);
    }

    [Fact]
    public async Task When_the_master_stays_unavailable_Then_the_refusal_is_thrown_after_the_limit()
    {
        link.Answer = (_, _) => new RequestRefused(RefusalKind.Unavailable, "moving");
        var start = time.GetTimestamp();

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => Passing(Ask(Calls("a"))));

        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.Equal("moving (asked again for 10 s)", refused.Message);
        Assert.True(time.GetElapsedTime(start) >= Limit);
    }

    [Fact]
    public async Task When_the_last_attempt_is_not_answered_Then_it_is_not_called_refused()
    {
        link.Answer = (_, _) => link.Asked.Count % 4 != 0 ? new RequestRefused(RefusalKind.Unavailable, "moving") : null;

        var open = await Assert.ThrowsAsync<RequestUnansweredException>(() => Passing(Ask(Calls("a"), Change)));
        var reading = await Assert.ThrowsAsync<RequestUnansweredException>(() => Passing(Ask(Calls("a"))));

        Assert.Equal("moving (asked again for 10 s) One attempt was not answered: the request may have been taken, or be taken yet.", open.Message);
        Assert.Equal("moving (asked again for 10 s)", reading.Message); // no harm done
    }

    [Fact]
    public async Task When_a_master_was_lost_with_a_change_Then_a_refusal_of_the_next_says_that_it_may_have_been_made()
    {
        link.Answer = (_, _) => link.Asked.Count == 1 ? throw new MasterLostException("broken") : new RequestRefused(RefusalKind.Invalid, "two already");

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => Passing(Ask(Calls("a"), Change)));

        Assert.Equal("two already An attempt before was not answered, and may have been carried out.", refused.Message);
    }

    [Fact]
    public async Task When_a_master_was_lost_with_a_change_and_no_other_is_found_Then_it_says_that_it_may_have_been_made()
    {
        link.Answer = (_, _) =>
        {
            link.Absent["a"] = new MasterLostException("dead");
            throw new MasterLostException("broken");
        };

        var none = await Assert.ThrowsAsync<NoMasterException>(() => Passing(Ask(Calls("a"), Change)));

        Assert.EndsWith("The one before may have taken the request: 'topology list' tells.", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_change_did_not_leave_and_the_master_stays_unavailable_Then_it_is_refused()
    {
        link.Answer = (_, _) => link.Asked.Count % 2 == 0 ? throw new MasterLostException("closed") { WasSent = false } : new RequestRefused(RefusalKind.Unavailable, "moving");

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => Passing(Ask(Calls("a"), Change)));

        Assert.Equal("moving (asked again for 10 s)", refused.Message);
    }

    [Fact]
    public async Task When_one_master_is_dead_Then_the_other_is_asked_without_waiting()
    {
        link.Absent["a"] = null;
        link.Answer = (master, _) => new TopologyAccepted(master.Host, "n");

        var reply = await Ask(Calls("a", "b"));

        Assert.Equal("b", reply.Id);
    }

    [Fact]
    public async Task When_the_master_is_lost_Then_the_request_goes_to_another()
    {
        link.Answer = (master, _) => master.Host == "a" ? throw new MasterLostException("broken") : new TopologyAccepted(master.Host, "n");
        link.Absent["b"] = null;
        var calls = Calls("a", "b");
        await calls.ConnectAsync(Limit, TestContext.Current.CancellationToken);
        link.Absent.Clear();
        link.Absent["a"] = new MasterLostException("dead");

        var reply = await Passing(Ask(calls));

        Assert.Equal("b", reply.Id);
        Assert.Equal(2, link.Asked.Count);
    }

    [Fact]
    public async Task When_one_of_two_masters_falls_silent_Then_the_other_is_asked_before_the_limit()
    {
        link.Absent["b"] = null;
        var calls = Calls("a", "b");
        await calls.ConnectAsync(Limit, TestContext.Current.CancellationToken);
        link.Absent.Clear();
        link.Absent["a"] = null;
        link.Answer = (master, _) => master.Host == "a" ? null : new TopologyAccepted(master.Host, "n");
        var start = time.GetTimestamp();

        var reply = await Passing(Ask(calls));

        Assert.Equal("b", reply.Id);
        Assert.True(time.GetElapsedTime(start) >= Limit / 4);
    }

    [Fact]
    public async Task When_a_master_is_lost_with_a_submission_Then_it_is_not_sent_again()
    {
        link.Answer = (_, _) => throw new MasterLostException("broken");

        var lost = await Assert.ThrowsAsync<RequestUnansweredException>(() => Ask(Calls("a", "b"), mayRepeat: false));

        Assert.Contains("was lost before it answered (broken). It may have taken the request", lost.Message);
        Assert.Single(link.Asked);
    }

    [Fact]
    public async Task When_a_submission_surely_did_not_leave_Then_it_is_sent_again()
    {
        link.Answer = (_, _) => link.Asked.Count == 1 ? throw new MasterLostException("closed") { WasSent = false } : new TopologyAccepted("n-1", "n");

        var reply = await Passing(Ask(Calls("a"), mayRepeat: false));

        Assert.Equal("n-1", reply.Id);
    }

    [Fact]
    public async Task When_the_client_is_disposed_meanwhile_Then_the_call_says_so()
    {
        using var disposed = new CancellationTokenSource();
        var calls = new GatewayCalls(link, [new MasterEndpoint("a", 7010)], null, time, NullLogger.Instance, disposed.Token);
        var asking = Ask(calls);
        Assert.Equal("find a", await link.NextCallAsync());
        Assert.Equal("ask a", await link.NextCallAsync());

        await disposed.CancelAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => asking);
    }

    [Fact]
    public async Task When_a_submission_follows_the_loss_of_the_master_Then_it_goes_to_one_that_is_there()
    {
        link.Absent["b"] = null;
        var calls = Calls("a", "b");
        await calls.ConnectAsync(Limit, TestContext.Current.CancellationToken);
        link.Absent.Clear();
        link.Absent["a"] = new MasterLostException("dead");
        link.Answer = (master, _) => new TopologyAccepted(master.Host, "n");

        var reply = await Ask(calls, mayRepeat: false);

        Assert.Equal("b", reply.Id);
    }

    [Fact]
    public async Task When_no_master_is_there_Then_each_is_named_with_its_reason()
    {
        link.Absent["a"] = new MasterLostException("nothing listens there");
        link.Absent["b"] = null;

        var none = await Assert.ThrowsAsync<NoMasterException>(() => Passing(Ask(Calls("a", "b"))));

        Assert.StartsWith("No master answers at a:7010 (nothing listens there), b:7010 (no answer); tried for 10 s.", none.Message);
        Assert.Contains("topology node --config FILE", none.Message);
        Assert.Empty(link.Asked);
    }

    [Fact]
    public async Task When_the_only_master_does_not_answer_Then_that_is_said_after_the_limit()
    {
        var silent = await Assert.ThrowsAsync<RequestUnansweredException>(() => Passing(Ask(Calls("a"))));

        Assert.Equal("The master at a:7010 is there and did not answer ListTopologies within 10 s.", silent.Message);
    }

    [Fact]
    public async Task When_the_answer_is_of_another_kind_Then_the_versions_are_doubted()
    {
        link.Answer = (_, _) => new Done();

        var wrong = await Assert.ThrowsAsync<TopologyException>(() => Ask(Calls("a")));

        Assert.Contains("answered ListTopologies with Done, not TopologyAccepted", wrong.Message);
    }

    [Fact]
    public async Task When_the_caller_gives_up_Then_the_call_is_cancelled()
    {
        using var caller = new CancellationTokenSource();
        var asking = Calls("a").AskAsync<TopologyAccepted>(new ListTopologies(), Limit, mayRepeat: true, caller.Token);
        Assert.Equal("find a", await link.NextCallAsync());
        Assert.Equal("ask a", await link.NextCallAsync());

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private GatewayCalls Calls(params string[] hosts) =>
        new(link, [.. hosts.Select(host => new MasterEndpoint(host, 7010))], "secret", time, NullLogger.Instance, CancellationToken.None);

    private static Task<TopologyAccepted> Ask(GatewayCalls calls, ClientRequest? request = null, bool mayRepeat = true) =>
        calls.AskAsync<TopologyAccepted>(request ?? new ListTopologies(), Limit, mayRepeat, TestContext.Current.CancellationToken);

    // Fake time goes on for as long as the call has not ended, whatever it waits for; ten times as fast as real time, so that a busy machine's threads keep up.
    private async Task<T> Passing<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        return await call;
    }
}
