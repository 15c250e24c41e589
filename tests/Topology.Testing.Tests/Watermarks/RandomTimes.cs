namespace Topology.Testing.Tests.Watermarks;

/// <summary>A small topology with event time drawn from a seed, run to completion.</summary>
internal sealed class RandomTimes : IDisposable
{
    private readonly Random _random;
    private readonly SimulatedTopology _topology;

    /// <param name="seed">The same one gives the same run.</param>
    /// <param name="crashes">Whether executors fail now and then.</param>
    public RandomTimes(int seed, bool crashes)
    {
        _random = new Random(seed);
        Journal = new TimeJournal { MayRepeat = crashes };
        var config = new TopologyConfig
        {
            CreditWindow = _random.Next(3) == 0 ? _random.Next(1, 20) : 4096,
            MaxSpoutPending = _random.Next(3) == 0 ? _random.Next(1, 10) : null,
            MessageTimeout = TimeSpan.FromSeconds(30),
            Restart = new RestartOptions { MaxRestarts = 100_000, MaxDelay = TimeSpan.FromSeconds(1) },
        };
        _topology = new SimulatedTopology(Draw(crashes), config, new SimulationOptions
        {
            Seed = seed,
            CrashProbability = crashes ? 0.02 : 0,
            DelayProbability = _random.NextDouble() * 0.3,
        });
    }

    public TimeJournal Journal { get; }

    public long Restarts => _topology.Restarts;

    public IEnumerable<string> Mistakes()
    {
        _topology.RunToCompletion(TimeSpan.FromMinutes(30));
        return [.. Journal.Mistakes, .. Journal.NotEnded.Select(task => $"{task} was not told of the end")];
    }

    public void Dispose() => _topology.Dispose();

    private TopologySpec Draw(bool crashes)
    {
        var builder = new TopologyBuilder();
        var sources = new List<string>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var (count, bound, tasks) = (_random.Next(0, 40), _random.Next(0, 60), _random.Next(1, 4));
            var watermarks = WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromTicks(bound));
            builder.SetSpout($"spout{i}", () => new OutOfOrderSpout(count, bound, _random), _random.Next(1, tasks + 1)).SetNumTasks(tasks).WithEventTime("time", watermarks);
            sources.Add($"spout{i}");
        }
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var (tasks, emits) = (_random.Next(1, 4), _random.Next(3) == 0);
            var isSlow = !crashes && _random.Next(4) == 0;
            var bolt = builder.SetBolt($"bolt{9 - i}", () => isSlow ? new SlowBolt(_random) : new PassingBolt(Journal, emits, _random), _random.Next(1, tasks + 1)).SetNumTasks(tasks);
            foreach (var source in sources.OrderBy(_ => _random.Next()).Take(_random.Next(1, 3)).ToArray())
                Subscribe(bolt, source);
            sources.Add($"bolt{9 - i}");
        }
        return builder.Build();
    }

    private void Subscribe(BoltDeclarer bolt, string source)
    {
        switch (_random.Next(3))
        {
            case 0: bolt.ShuffleGrouping(source); break;
            case 1: bolt.FieldsGrouping(source, new Fields("key")); break;
            default: bolt.AllGrouping(source); break;
        }
    }
}
