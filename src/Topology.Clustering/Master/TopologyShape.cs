using System.Globalization;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>What the scheduler has to know of a topology, from its blueprint and settings. Counts executors as the workers' plan does. Pure.</summary>
internal static class TopologyShape
{
    private const string WorkersKey = "topology.workers";

    /// <summary>The settings in force.</summary>
    public static TopologyConfig ConfigOf(TopologyCode code) => TopologyConfig.FromKeys(code.Settings);

    /// <summary>Whether it goes back to its last checkpoint as a whole when something is lost.</summary>
    public static bool GoesBack(TopologyCode code) => ConfigOf(code).Guarantee == DeliveryGuarantee.EffectivelyOnce;

    /// <summary>The settings with another number of workers; null: the same settings.</summary>
    public static IReadOnlyDictionary<string, string> WithWorkers(IReadOnlyDictionary<string, string> settings, int? workers) =>
        workers is not { } count
            ? settings
            : new Dictionary<string, string>(settings, StringComparer.Ordinal) { [WorkersKey] = count.ToString(CultureInfo.InvariantCulture) };

    /// <summary>How many executors a component has: never more than tasks.</summary>
    public static int ExecutorsOf(BlueprintComponent component, TopologyCode code) =>
        Math.Min(code.Executors.TryGetValue(component.Id, out var count) ? count : component.Executors, component.Tasks);

    /// <summary>Ackers, as in the workers' plan.</summary>
    public static int AckersOf(TopologyConfig config) =>
        config.Guarantee == DeliveryGuarantee.AtLeastOnce ? config.AckerExecutors ?? config.Workers : 0;

    /// <summary>Every executor, with ids as in the workers' plan: components in ordinal order, tasks in contiguous ranges, larger ones first.</summary>
    public static IReadOnlyList<SchedulableExecutor> ExecutorsOf(TopologyBlueprint blueprint, TopologyCode code)
    {
        var executors = new List<SchedulableExecutor>();
        foreach (var component in blueprint.Components.OrderBy(component => component.Id, StringComparer.Ordinal))
        {
            var count = ExecutorsOf(component, code);
            for (var i = 0; i < count; i++)
            {
                var tasks = component.Tasks / count + (i < component.Tasks % count ? 1 : 0);
                executors.Add(new SchedulableExecutor(executors.Count, component.Id, component.CpuPercent * tasks, component.MemoryMebibytes * tasks));
            }
        }
        return executors;
    }

    /// <summary>As the scheduler is asked.</summary>
    /// <param name="record">Which.</param>
    /// <param name="current">Where it is; slots that are gone are null.</param>
    public static SchedulableTopology ToSchedulable(TopologyRecord record, TopologyAssignment? current) => new(
        record.Id,
        ConfigOf(record.Code).Workers,
        ExecutorsOf(record.Blueprint, record.Code),
        [.. record.Blueprint.Components.SelectMany(component => component.Sources.Distinct(StringComparer.Ordinal).Select(source => (source, component.Id)))],
        current);

    /// <summary>Ackers are dealt out over the workers.</summary>
    public static IReadOnlyList<int> WorkerOfAcker(TopologyConfig config, TopologyAssignment assignment)
    {
        int[] workers = [.. Enumerable.Range(0, assignment.SlotOfWorker.Count).Where(worker => assignment.SlotOfWorker[worker] is not null)];
        return workers.Length == 0 ? [] : [.. Enumerable.Range(0, AckersOf(config)).Select(acker => workers[acker % workers.Length])];
    }
}
