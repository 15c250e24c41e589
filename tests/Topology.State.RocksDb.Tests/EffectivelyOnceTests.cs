using Topology.Clustering;
using Topology.Clustering.Tests.Checkpoints;
using Topology.Clustering.Tests.Support;
using Topology.State.RocksDb.Tests.Support;

namespace Topology.State.RocksDb.Tests;

/// <summary>Whatever fails, an effectively-once topology that keeps its state here ends as if nothing had.</summary>
public class EffectivelyOnceTests
{
    private const int Numbers = 20_000;
    private const int Keys = 97; // of the spout

    private static readonly TopologyConfig Config = new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        StateBackend = StateBackend.RocksDb,
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
        Restart = new RestartOptions { MaxRestarts = 1000, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_bolts_and_sinks_fail_at_random_Then_every_tuple_is_published_once_and_no_files_are_left()
    {
        var (ledger, accidents) = (new Ledger(), new Accidents(1, 12));
        using var storage = new TestStorage(new RocksDbStorageOptions { PieceBytes = 200 }); // several parts each
        await using (var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Storage = storage.Storage }, Token))
        {
            var handle = await cluster.SubmitAsync("wild", Config, Topology(ledger, accidents), Token);
            await handle.Completion.Within("completion");
        }

        Assert.Equal(Truth(), ledger.Published.Order(StringComparer.Ordinal));
        Assert.True(accidents.Happened > 3, $"{accidents.Happened} accidents only");
        Assert.Empty(Directory.EnumerateFileSystemEntries(storage.Storage.Folder));
    }

    [Fact]
    public async Task When_it_goes_on_with_the_other_backend_Then_the_state_is_the_same()
    {
        var ledger = new Ledger();
        using var storage = new TestStorage();
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Storage = storage.Storage }, Token);
        var first = await cluster.SubmitAsync("both", Config, Topology(ledger), Token);
        await first.KillAsync(TimeSpan.Zero, Token);
        var second = await cluster.SubmitAsync("both", Config with { StateBackend = StateBackend.Memory }, Topology(ledger), Token);
        await second.KillAsync(TimeSpan.Zero, Token);

        var third = await cluster.SubmitAsync("both", Config, Topology(ledger), Token);
        await third.Completion.Within("completion");

        Assert.Equal(Truth(), ledger.Published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_there_is_no_storage_Then_the_error_says_what_to_do()
    {
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var error = await Assert.ThrowsAsync<TopologyException>(() => cluster.SubmitAsync("none", Config, Topology(new Ledger()), Token));

        Assert.Equal("Topology \"none\" is to keep its state in RocksDB (topology.state.backend), but this process has no storage for it. " +
            "Give the cluster one (LocalClusterOptions.Storage = new RocksDbStorage(), of the package Topology.State.RocksDb), or set topology.state.backend to Memory.", error.Message);
    }

    private static TopologySpec Topology(Ledger ledger, Accidents? accidents = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new CountingSpout(Numbers));
        builder.SetBolt("sums", () => new SumBolt(_ => accidents?.MayHappen(0.0004)), 2).FieldsGrouping("numbers", new Fields("key"));
        builder.SetBolt("sink", () => new LedgerSink(ledger, call => accidents?.MayHappen(call == "execute" ? 0.0002 : 0.1)), 2).FieldsGrouping("sums", new Fields("key"));
        return builder.Build();
    }

    private static IEnumerable<string> Truth()
    {
        var sums = new long[Keys];
        return Enumerable.Range(0, Numbers).Select(number => $"k{number % Keys} {number} {sums[number % Keys] += number}").Order(StringComparer.Ordinal);
    }
}
