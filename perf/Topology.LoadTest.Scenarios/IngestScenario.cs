using System.Globalization;
using Topology.LoadTest.Scenarios.Ingest;

namespace Topology.LoadTest.Scenarios;

/// <summary>Sends lines to an ingest topology; a request ends when its tuple tree is acked.</summary>
public sealed class IngestScenario : ILoadScenario
{
    private const int Keys = 1000; // enough for every counting task to get some
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2); // the whole backlog asks again so often while a worker is away

    private readonly IngestScenarioOptions options;
    private readonly TimeProvider time;
    private readonly IngestClient client;
    private readonly string filler;
    private int sent;

    public IngestScenario(string name, string description, LoadShape shape, IngestScenarioOptions options, TimeProvider time)
    {
        (Name, Description, Shape, this.options, this.time) = (name, description, shape, options, time);
        client = new IngestClient(options.Target, options.Connections, options.AnswerWithin, time);
        filler = new string('x', Math.Max(1, options.PayloadBytes - "key000 1 ".Length));
    }

    public string Name { get; }

    public string Description { get; }

    public LoadShape Shape { get; }

    public Task SetUpAsync(CancellationToken token) => client.ConnectAsync(token);

    public async ValueTask<StepResult> SendAsync(CancellationToken token)
    {
        var key = Interlocked.Increment(ref sent) % Keys;
        var payload = string.Create(CultureInfo.InvariantCulture, $"key{key:000} 1 {filler}");
        var firstSent = time.GetTimestamp();
        var pause = FirstPause;
        for (var resends = 0; ; resends++)
        {
            var failure = await client.SendAsync(payload, token).ConfigureAwait(false);
            if (failure is null)
                return StepResult.Ok(payload.Length, resends);
            if (!options.SendsAgain || time.GetElapsedTime(firstSent) + pause > options.AnswerWithin)
                return StepResult.Failed(failure, resends);
            await Task.Delay(pause, time, token).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public ValueTask TearDownAsync() => client.DisposeAsync();
}
