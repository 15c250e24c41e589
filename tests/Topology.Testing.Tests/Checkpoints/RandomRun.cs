namespace Topology.Testing.Tests.Checkpoints;

/// <summary>One graph, run with all kinds of trouble, against the same graph run without any.</summary>
internal sealed class RandomRun(int seed)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Random _random = new(seed + 1_000_000);
    private readonly RandomGraph _graph = new(seed);

    /// <summary>Checkpoints completed.</summary>
    public int Committed { get; private set; }

    /// <summary>Times that the topology went back.</summary>
    public long Restarts { get; private set; }

    /// <summary>Times that the process died or was ended.</summary>
    public int Deaths { get; private set; }

    public int Accidents { get; private set; }

    public async Task<IReadOnlyList<string>> MistakesAsync()
    {
        var calm = Outside(0);
        using (var topology = new SimulatedTopology(_graph.Build(calm), Config(TimeSpan.FromDays(1)), new SimulationOptions { Seed = seed, CheckpointStore = calm.Store }))
            topology.RunToCompletion(Limit);
        var wild = Outside(_random.Next(12));
        Run(wild);
        (Committed, Accidents) = (wild.Store.Committed.Count, wild.Happened);
        return
        [
            .. calm.Wrong.Concat(wild.Wrong),
            .. Compare("states", Show(await RandomGraph.StatesAsync(_graph.Build(calm), calm.Store)), Show(await RandomGraph.StatesAsync(_graph.Build(wild), wild.Store))),
            .. Compare("sinks", Show(calm.Published), Show(wild.Published)),
        ];
    }

    private void Run(Outside outside)
    {
        var config = Config(TimeSpan.FromMicroseconds(_random.Next(100, 1500)));
        var options = new SimulationOptions
        {
            CheckpointStore = outside.Store,
            CrashProbability = _random.Next(2) * _random.NextDouble() * 0.002,
            DelayProbability = _random.Next(2) * _random.NextDouble() * 0.3,
            LongestDelay = TimeSpan.FromMilliseconds(1),
            StoreFailureProbability = _random.Next(2) * _random.NextDouble() * 0.1,
            LongestStoreDelay = TimeSpan.FromMicroseconds(_random.Next(2) * _random.Next(3000)),
        };
        for (var lives = _random.Next(3); lives > 0; lives--)
        {
            if (Live(outside, config, options with { Seed = _random.Next() }))
                return;
        }
        using var last = new SimulatedTopology(_graph.Build(outside), config, options with { Seed = seed });
        last.RunToCompletion(Limit);
        Count(last);
    }

    /// <summary>Runs for a while, and dies or ends.</summary>
    /// <returns>Whether it was completed before.</returns>
    private bool Live(Outside outside, TopologyConfig config, SimulationOptions options)
    {
        using var topology = new SimulatedTopology(_graph.Build(outside), config, options);
        topology.Advance(TimeSpan.FromMicroseconds(_random.Next(8000)));
        Count(topology);
        if (topology.IsCompleted)
            return true;
        Deaths++;
        if (_random.Next(3) > 0)
            topology.Kill();
        return false;
    }

    private void Count(SimulatedTopology topology)
    {
        Restarts += topology.Restarts;
        if (topology.Totals is var totals && totals.Tracked != totals.Acked + totals.Failed + totals.Pending)
            throw new InvalidOperationException($"counts do not add up: {totals}");
    }

    private Outside Outside(int accidents) => new(seed, accidents, new RecordingStore());

    private TopologyConfig Config(TimeSpan interval) => new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = interval,
        CheckpointTimeout = TimeSpan.FromMilliseconds(50),
        CreditWindow = seed % 3 == 0 ? 1 + seed % 20 : 4096,
        Restart = new RestartOptions { MaxRestarts = 1_000_000, InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private static IEnumerable<string> Compare(string what, string expected, string found)
    {
        if (expected != found)
            yield return $"{what}: expected {expected}, found {found}";
    }

    private static string Show(SortedDictionary<string, long> states) => string.Join(", ", states.Select(state => $"{state.Key} {state.Value}"));

    private static string Show(Dictionary<string, List<long>> published) =>
        string.Join(", ", published.OrderBy(sink => sink.Key, StringComparer.Ordinal).Where(sink => sink.Value.Count > 0).Select(sink => $"{sink.Key}: {string.Join(" ", sink.Value.Order())}"));
}
