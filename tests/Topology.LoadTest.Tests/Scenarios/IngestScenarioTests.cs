using Topology.LoadTest.Scenarios;
using Topology.LoadTest.Tests.Support;

namespace Topology.LoadTest.Tests.Scenarios;

public sealed class IngestScenarioTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only ever used up by a failing test

    private readonly ScriptedServer server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task When_answers_come_in_another_order_Then_each_request_gets_its_own()
    {
        var scenario = Scenario("constant");
        using var connection = await SetUpAsync(scenario);

        var first = scenario.SendAsync(Token).AsTask();
        var second = scenario.SendAsync(Token).AsTask();
        var requests = new[] { await connection.ReceiveAsync(Token), await connection.ReceiveAsync(Token) };
        await connection.SendAsync($"failed {requests[1].Id} TimedOut\nerror something\nok 999\nok {requests[0].Id}\n", Token);

        Assert.Equal(StepResult.Ok(100), await first.WaitAsync(Patience, Token));
        Assert.Equal(StepResult.Failed("TimedOut"), await second.WaitAsync(Patience, Token));
        Assert.StartsWith("key001 1 x", requests[0].Payload);
        Assert.Equal((100, 100), (requests[0].Payload.Length, requests[1].Payload.Length));
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_an_answer_arrives_in_pieces_Then_it_is_put_together()
    {
        var scenario = Scenario("constant");
        using var connection = await SetUpAsync(scenario);

        var answer = scenario.SendAsync(Token).AsTask();
        var (id, _) = await connection.ReceiveAsync(Token);
        await connection.SendAsync("o", Token);
        await connection.SendAsync($"k {id}", Token);
        await connection.SendAsync("\n", Token);

        Assert.True((await answer.WaitAsync(Patience, Token)).IsOk);
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_a_soak_request_fails_and_its_connection_breaks_Then_it_is_sent_again_until_it_is_acked()
    {
        var scenario = Scenario("soak");
        var connection = await SetUpAsync(scenario);

        var answer = scenario.SendAsync(Token).AsTask();
        var (first, payload) = await connection.ReceiveAsync(Token);
        await connection.SendAsync($"failed {first} Restarted\n", Token);
        var (second, again) = await connection.ReceiveAsync(Token);
        connection.Dispose();
        using var next = await server.AcceptAsync(Token).WaitAsync(Patience, Token);
        var (third, oncemore) = await next.ReceiveAsync(Token);
        await next.SendAsync($"ok {third}\n", Token);

        var result = await answer.WaitAsync(Patience, Token);
        Assert.True(result.IsOk);
        Assert.InRange(result.Resends, 2, int.MaxValue); // more, if it was tried while the connection was away
        Assert.Equal((payload, payload), (again, oncemore));
        Assert.Distinct([first, second, third]);
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_a_connection_breaks_Then_a_constant_load_counts_its_requests_as_failed()
    {
        var scenario = Scenario("constant");
        var connection = await SetUpAsync(scenario);

        var answer = scenario.SendAsync(Token).AsTask();
        await connection.ReceiveAsync(Token);
        connection.Dispose();

        Assert.Equal("connection broken", (await answer.WaitAsync(Patience, Token)).Failure);
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_there_is_no_answer_in_time_Then_the_request_has_failed()
    {
        var scenario = Scenario("constant", answerWithin: TimeSpan.FromMilliseconds(50));
        using var connection = await SetUpAsync(scenario);

        var result = await scenario.SendAsync(Token).AsTask().WaitAsync(Patience, Token);

        Assert.Equal("no answer in time", result.Failure);
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_nobody_listens_Then_the_set_up_throws()
    {
        var scenario = Scenario("constant");
        server.Dispose();

        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => scenario.SetUpAsync(Token));
        await scenario.TearDownAsync();
    }

    [Fact]
    public async Task When_a_command_is_run_Then_its_output_exit_code_and_environment_are_told()
    {
        var action = CommandAction.Create(TimeSpan.Zero, "echo $WORD; exit 3", new Dictionary<string, string> { ["WORD"] = "said" });

        Assert.Equal("exit code 3: said", await action.RunAsync(Token));
    }

    private ILoadScenario Scenario(string name, TimeSpan? answerWithin = null) => ScenarioCatalog.Create(
        name,
        1,
        TimeSpan.FromSeconds(1),
        [],
        new IngestScenarioOptions { Target = server.EndPoint, Connections = 1, AnswerWithin = answerWithin ?? Patience },
        TimeProvider.System);

    private async Task<ScriptedServer.Connection> SetUpAsync(ILoadScenario scenario)
    {
        var accepting = server.AcceptAsync(Token);
        await scenario.SetUpAsync(Token);
        return await accepting.WaitAsync(Patience, Token);
    }
}
