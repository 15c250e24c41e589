using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Testing.Tests.Checkpoints;

/// <summary>An effectively-once topology drawn from a seed: up to eight components of up to four tasks, whose results depend on no order of events.</summary>
internal sealed class RandomGraph(int seed)
{
    private const int Components = 8;

    /// <summary>The graph; the same for each call but for what is outside.</summary>
    public TopologySpec Build(Outside outside)
    {
        var random = new Random(seed);
        var builder = new TopologyBuilder();
        var sources = new List<string>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var (count, burst, idle) = (random.Next(0, 16), random.Next(1, 5), random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 6)) : TimeSpan.Zero);
            var tasks = random.Next(1, 5);
            builder.SetSpout($"spout{i}", () => new NumberSpout(outside, count, burst, idle), random.Next(1, tasks + 1)).SetNumTasks(tasks);
            sources.Add($"spout{i}");
        }
        var bolts = random.Next(1, Components - sources.Count + 1);
        for (var i = 0; i < bolts; i++)
        {
            if (DrawBolt(random, builder, outside, sources, i, i == bolts - 1) is { } source)
                sources.Add(source);
        }
        return builder.Build();
    }

    /// <summary>What the last checkpoint holds: of each state of each component, the sums over its tasks.</summary>
    public static async Task<SortedDictionary<string, long>> StatesAsync(TopologySpec spec, RecordingStore store)
    {
        var states = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var plan = new TopologyPlan(spec, new TopologyConfig());
        if ((await store.ListAsync("simulated")).FirstOrDefault() is not { } manifest)
            return states;
        var restored = await CheckpointReader.ReadAsync("simulated", store, manifest, plan);
        foreach (var task in plan.Tasks)
        {
            var owner = new StateOwner(task.Component.Id, task.Index, plan.TaskIds[task.Component.Id].Count);
            var found = new TaskStates(owner, null!, restored.GetValueOrDefault(task.Id)?.Pieces ?? [], manifest.Id); // there are plain values only
            if (task.Component.Id.StartsWith("sums", StringComparison.Ordinal))
            {
                foreach (var (key, sum) in found.GetKeyValue<string, long>("state", new StateOptions<long>()))
                    Add($"{task.Component.Id} {key}", sum);
                Add($"{task.Component.Id} count", found.GetValue("count", new StateOptions<long>()).Value);
            }
            else if (task.Component.Kind == ComponentKind.Spout)
            {
                Add($"{task.Component.Id}[{task.Index}]", found.GetValue("state", new StateOptions<long>()).Value);
            }
        }
        return states;

        void Add(string name, long value) => states[name] = states.GetValueOrDefault(name) + value;
    }

    private static string? DrawBolt(Random random, TopologyBuilder builder, Outside outside, List<string> sources, int number, bool isLast)
    {
        var kind = isLast ? 3 : random.Next(9);
        var (name, factory) = kind switch
        {
            < 3 => ("sums", (Func<Bolt>)(() => new SumBolt(outside))),
            3 => ("sink", () => new PublishingSink(outside)),
            4 => ("async", () => new AsyncMapBolt(outside)),
            _ => ("map", () => new MapBolt(outside)),
        };
        var id = $"{name}{number}";
        var tasks = random.Next(1, 5);
        var bolt = builder.SetBolt(id, factory, random.Next(1, tasks + 1)).SetNumTasks(tasks);
        foreach (var source in sources.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray())
            Subscribe(random, bolt, source, kind < 3);
        return kind == 3 ? null : id;
    }

    private static void Subscribe(Random random, BoltDeclarer bolt, string source, bool isKeyed)
    {
        switch (isKeyed ? random.Next(2) : random.Next(7))
        {
            case 0 or 1: bolt.FieldsGrouping(source, new Fields("key")); break;
            case 2: bolt.PartialKeyGrouping(source, new Fields("key")); break;
            case 3: bolt.AllGrouping(source); break;
            case 4: bolt.GlobalGrouping(source); break;
            case 5: bolt.LocalOrShuffleGrouping(source); break;
            default: bolt.ShuffleGrouping(source); break;
        }
    }
}
