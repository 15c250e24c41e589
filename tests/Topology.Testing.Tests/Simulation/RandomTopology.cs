namespace Topology.Testing.Tests.Simulation;

/// <summary>A small topology drawn from a seed, run to completion, with what it must have done.</summary>
internal sealed class RandomTopology : IDisposable
{
    private readonly Random _random;
    private readonly bool _hasCrashes;
    private bool _mayTimeOut;
    private bool _mayFail;
    private readonly TopologySpec _spec;
    private readonly SimulatedTopology _topology;

    public RandomTopology(int seed)
    {
        _random = new Random(seed);
        _hasCrashes = seed % 2 == 1;
        _spec = Draw();
        var config = new TopologyConfig
        {
            AckerExecutors = _random.Next(1, 4),
            MaxSpoutPending = _random.Next(3) == 0 ? _random.Next(1, 10) : 8192,
            CreditWindow = _random.Next(3) == 0 ? _random.Next(1, 20) : 4096,
            MessageTimeout = TimeSpan.FromSeconds(2),
            Restart = new RestartOptions { MaxRestarts = 100_000, MaxDelay = TimeSpan.FromSeconds(1) },
        };
        _topology = new SimulatedTopology(_spec, config, new SimulationOptions
        {
            Seed = seed,
            CrashProbability = _hasCrashes ? 0.01 : 0,
            DelayProbability = _random.NextDouble() * 0.3,
        });
    }

    public Journal Journal { get; } = new();

    public SimulationTotals Totals => _topology.Totals;

    public long Restarts => _topology.Restarts;

    /// <summary>Everything it did, for comparing two runs.</summary>
    public string Trace => $"{Totals} {_topology.Restarts} {string.Join(",", Journal.Receipts.Keys)}";

    public IEnumerable<string> Mistakes()
    {
        _topology.RunToCompletion(TimeSpan.FromMinutes(30));
        foreach (var wrong in Journal.OutOfOrder)
            yield return "order: " + wrong;
        if (Totals.Pending != 0 || Totals.Tracked != Totals.Acked + Totals.Failed + Totals.TimedOut)
            yield return $"counts do not add up: {Totals}";
        foreach (var (answer, times) in Journal.Answers)
        {
            if (times > 1 || (times == 0 && !_hasCrashes))
                yield return $"message {answer.Id} got {times} answers";
        }
        if (_hasCrashes)
            yield break;
        if ((Totals.TimedOut > 0 && !_mayTimeOut) || (Totals.Failed > 0 && !_mayFail))
            yield return $"failed or timed out for no reason: {Totals}";
        foreach (var wrong in Deliveries())
            yield return wrong;
    }

    public void Dispose() => _topology.Dispose();

    private IEnumerable<string> Deliveries()
    {
        foreach (var (number, component) in Journal.Emits)
        {
            var received = Journal.Receipts.GetValueOrDefault(number, []);
            foreach (var bolt in _spec.Components)
            {
                if (bolt.Subscriptions.FirstOrDefault(s => s.Component == component) is not { } subscription)
                    continue;
                var expected = subscription.Grouping.Kind == GroupingKind.All ? bolt.Tasks : 1;
                var got = received.Count(receiver => receiver == bolt.Id);
                if (got != expected)
                    yield return $"emit {number} of {component} reached {got} tasks of {bolt.Id}, not {expected}";
            }
        }
    }

    private TopologySpec Draw()
    {
        var builder = new TopologyBuilder();
        var sources = new List<string>();
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var count = _random.Next(0, 40);
            var replays = _random.Next(2) == 0;
            var tasks = _random.Next(1, 4);
            builder.SetSpout($"spout{i}", () => new RandomSpout(Journal, count, _random, replays), _random.Next(1, tasks + 1)).SetNumTasks(tasks);
            sources.Add($"spout{i}");
        }
        for (var i = _random.Next(1, 5); i > 0; i--)
            sources.Add(DrawBolt(builder, sources, $"bolt{9 - i}"));
        return builder.Build();
    }

    private string DrawBolt(TopologyBuilder builder, List<string> sources, string id)
    {
        var behaviour = new RandomBehaviour(
            _random.Next(4) == 0 ? _random.Next(2, 4) : 1,
            _random.Next(3),
            _random.Next(2) * 0.05,
            _hasCrashes ? _random.Next(2) * 0.05 : 0,
            _random.Next(2) * 0.05);
        _mayTimeOut |= behaviour.Hold > 1;
        _mayFail |= behaviour.FailRate > 0;
        var tasks = _random.Next(1, 5);
        var bolt = builder.SetBolt(id, () => new RandomBolt(Journal, behaviour, _random, MoveTime), _random.Next(1, tasks + 1)).SetNumTasks(tasks);
        foreach (var source in sources.OrderBy(_ => _random.Next()).Take(_random.Next(1, 3)).ToArray())
            Subscribe(bolt, source);
        return id;
    }

    private void Subscribe(BoltDeclarer bolt, string source)
    {
        switch (_random.Next(7))
        {
            case 0: bolt.ShuffleGrouping(source); break;
            case 1: bolt.FieldsGrouping(source, new Fields("key")); break;
            case 2: bolt.PartialKeyGrouping(source, new Fields("key")); break;
            case 3: bolt.AllGrouping(source); break;
            case 4: bolt.GlobalGrouping(source); break;
            case 5: bolt.NoneGrouping(source); break;
            default: bolt.LocalOrShuffleGrouping(source); break;
        }
    }

    private void MoveTime(TimeSpan time) => ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)_topology.Time).Advance(time);
}
