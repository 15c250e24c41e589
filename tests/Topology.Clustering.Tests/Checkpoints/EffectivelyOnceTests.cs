using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>Whatever fails, state and sinks of an effectively-once topology end as if nothing had.</summary>
public class EffectivelyOnceTests
{
    private const int Numbers = 50_000;

    private static readonly TopologyConfig Config = new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
        Restart = new RestartOptions { MaxRestarts = 1000, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_nothing_fails_Then_every_tuple_is_published_once_and_acked()
    {
        var (ledger, acked) = (new Ledger(), new ConcurrentQueue<Value>());
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var handle = await cluster.SubmitAsync("calm", Config, Topology(ledger, acked: acked), Token);
        await handle.Completion.Within("completion");

        Assert.Equal(Truth(), ledger.Published.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, Numbers).Select(number => (Value)(long)number), acked);
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((Numbers, Numbers, 0), (metrics.Tracked, metrics.Acked, metrics.Failed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_bolts_and_sinks_fail_at_random_Then_every_tuple_is_published_once(int seed)
    {
        var ledger = new Ledger();
        var accidents = new Accidents(seed, 12);
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var handle = await cluster.SubmitAsync("wild", Config, Topology(ledger, _ => accidents.MayHappen(0.0002), call => accidents.MayHappen(call == "execute" ? 0.0001 : 0.1)), Token);
        await handle.Completion.Within("completion");

        Assert.Equal(Truth(), ledger.Published.Order(StringComparer.Ordinal));
        Assert.True(accidents.Happened > 3, $"{accidents.Happened} accidents only");
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal(metrics.Tracked, metrics.Acked + metrics.Failed);
    }

    [Fact]
    public async Task When_the_topology_is_killed_and_submitted_again_Then_it_goes_on_where_it_was()
    {
        var ledger = new Ledger();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var first = await cluster.SubmitAsync("again", Config, Topology(ledger, accident: number => Pause(number, 20_000)), Token);
        await first.KillAsync(TimeSpan.Zero, Token);

        var second = await cluster.SubmitAsync("again", Config, Topology(ledger), Token);
        await second.Completion.Within("completion");

        Assert.Equal(Truth(), ledger.Published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_a_topology_has_completed_Then_the_same_begins_anew()
    {
        var ledger = new Ledger();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        await (await cluster.SubmitAsync("twice", Config, Topology(ledger), Token)).Completion.Within("completion");

        await (await cluster.SubmitAsync("twice", Config, Topology(ledger), Token)).Completion.Within("completion");

        Assert.Equal(2 * Numbers, ledger.Published.Count);
    }

    private static void Pause(long number, long at)
    {
        if (number == at)
            Thread.Yield();
    }

    private static TopologySpec Topology(Ledger ledger, Action<long>? accident = null, Action<string>? sinkAccident = null, ConcurrentQueue<Value>? acked = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new CountingSpout(Numbers, acked));
        builder.SetBolt("sums", () => new SumBolt(accident), 2).FieldsGrouping("numbers", new Fields("key"));
        builder.SetBolt("sink", () => new LedgerSink(ledger, sinkAccident), 2).FieldsGrouping("sums", new Fields("key"));
        return builder.Build();
    }

    private static IEnumerable<string> Truth()
    {
        var sums = new Dictionary<string, long>();
        var lines = new List<string>();
        for (var number = 0L; number < Numbers; number++)
        {
            var key = $"k{number % 97}";
            sums[key] = sums.GetValueOrDefault(key) + number;
            lines.Add($"{key} {number} {sums[key]}");
        }
        return lines.Order(StringComparer.Ordinal);
    }
}
