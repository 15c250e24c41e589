using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Tests.Support;

/// <summary>A scenario whose requests end when the test says.</summary>
internal sealed class ScriptedScenario(LoadShape shape, Func<int, CancellationToken, ValueTask<StepResult>> send) : ILoadScenario
{
    private readonly List<string> calls = [];
    private int sent;

    public string Name => "scripted";

    public string Description => "What the test says.";

    public LoadShape Shape => shape;

    public int Sent => Volatile.Read(ref sent);

    /// <summary>Set-up and tear-down, in order.</summary>
    public IReadOnlyList<string> Calls => calls;

    public Task SetUpAsync(CancellationToken token)
    {
        calls.Add("set up");
        return Task.CompletedTask;
    }

    public ValueTask<StepResult> SendAsync(CancellationToken token) => send(Interlocked.Increment(ref sent) - 1, token);

    public ValueTask TearDownAsync()
    {
        calls.Add("tear down");
        return ValueTask.CompletedTask;
    }
}
