using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Planning;

/// <summary>One task: an instance of a component.</summary>
/// <param name="Id">1 … N over the topology.</param>
/// <param name="Index">0 … n − 1 within the component.</param>
/// <param name="Component">The component it is an instance of.</param>
public sealed record PlannedTask(int Id, int Index, ComponentSpec Component);

/// <summary>One executor: some tasks of one component that share a thread of control.</summary>
/// <param name="Id">0 … N − 1 over the topology; not a task id.</param>
/// <param name="Component">The component of all its tasks.</param>
/// <param name="Tasks">Ascending and contiguous; at least one.</param>
public sealed record PlannedExecutor(int Id, ComponentSpec Component, IReadOnlyList<PlannedTask> Tasks);

/// <summary>A topology expanded into tasks and executors. Pure and immutable: the same spec and config give the same
/// plan in every process.</summary>
public sealed class TopologyPlan
{
    /// <summary>A root id has 16 bits for the task.</summary>
    public const int MaxTasks = 65_535;

    private static readonly IReadOnlyDictionary<string, int> NoOverrides = new Dictionary<string, int>();

    private readonly PlannedTask[] _tasks;
    private readonly Dictionary<string, int[]> _tasksOf = new(StringComparer.Ordinal);

    /// <summary>Expands a spec.</summary>
    /// <param name="spec">The graph.</param>
    /// <param name="config">The settings.</param>
    /// <param name="executors">By component: executors other than the spec's, 1 … its tasks. Tasks are the same whatever it says.</param>
    /// <exception cref="InvalidTopologyException">More than <see cref="MaxTasks"/> tasks; or numbers of executors that are not possible, all of them named.</exception>
    public TopologyPlan(TopologySpec spec, TopologyConfig config, IReadOnlyDictionary<string, int>? executors = null)
    {
        Spec = spec;
        TimedComponents = new TimedComponents(spec);
        Config = config;
        ExecutorOverrides = executors ?? NoOverrides;
        CheckOverrides();
        var tasks = new List<PlannedTask>();
        var planned = new List<PlannedExecutor>();
        foreach (var component in spec.Components)
            Expand(component, TasksOf(component), tasks, planned);
        if (tasks.Count > MaxTasks)
            throw new InvalidTopologyException([$"The topology has {tasks.Count} tasks; at most {MaxTasks} are possible. Lower a parallelism or set topology.max.task.parallelism."]);
        _tasks = [.. tasks];
        Executors = planned;
        AllTaskIds = [.. _tasks.Select(task => task.Id)];
        TaskIds = _tasksOf.ToDictionary(e => e.Key, e => (IReadOnlyList<int>)e.Value, StringComparer.Ordinal);
    }

    public TopologySpec Spec { get; }

    public TopologyConfig Config { get; }

    /// <summary>Which components have to do with event time.</summary>
    public TimedComponents TimedComponents { get; }

    /// <summary>By component: executors that were asked for instead of the spec's.</summary>
    public IReadOnlyDictionary<string, int> ExecutorOverrides { get; }

    /// <summary>All executors, components in ordinal order.</summary>
    public IReadOnlyList<PlannedExecutor> Executors { get; }

    /// <summary>All tasks, ascending: the one with id i at i − 1.</summary>
    public IReadOnlyList<PlannedTask> Tasks => _tasks;

    /// <summary>Each component's task ids, ascending.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> TaskIds { get; }

    /// <summary>All task ids, ascending.</summary>
    public IReadOnlyList<int> AllTaskIds { get; }

    /// <summary>How many ackers track tuples; 0 switches tracking off.</summary>
    public int Ackers => Config.Guarantee == DeliveryGuarantee.AtLeastOnce ? Config.AckerExecutors ?? Config.Workers : 0;

    /// <summary>How many executors a component has got.</summary>
    public int ExecutorsOf(string component) => Executors.Count(executor => executor.Component.Id == component);

    /// <summary>The ids of all executors that a component gets tuples from.</summary>
    public IReadOnlyCollection<int> SendersTo(ComponentSpec component)
    {
        var sources = component.Subscriptions.Select(subscription => subscription.Component).ToHashSet(StringComparer.Ordinal);
        return [.. Executors.Where(executor => sources.Contains(executor.Component.Id)).Select(executor => executor.Id)];
    }

    /// <summary>The same tasks with other executors; components that are not named keep theirs.</summary>
    /// <exception cref="InvalidTopologyException">As for a new plan.</exception>
    public TopologyPlan WithExecutors(IReadOnlyDictionary<string, int> changes)
    {
        var executors = new Dictionary<string, int>(ExecutorOverrides, StringComparer.Ordinal);
        foreach (var (component, count) in changes)
            executors[component] = count;
        return new TopologyPlan(Spec, Config, executors);
    }

    private int TasksOf(ComponentSpec component) => Math.Min(component.Tasks, Config.MaxTaskParallelism);

    private void CheckOverrides()
    {
        var mistakes = new List<string>();
        foreach (var (id, count) in ExecutorOverrides.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (Spec.Components.FirstOrDefault(component => component.Id == id) is not { } component)
                mistakes.Add($"Executors were given for \"{id}\": there is no such component; there are: {string.Join(", ", Spec.Components.Select(c => c.Id))}.");
            else if (count < 1 || count > TasksOf(component))
                mistakes.Add($"Component \"{id}\" cannot have {count} executors: 1 to {TasksOf(component)} are possible, because it has that many tasks.");
        }
        if (mistakes.Count > 0)
            throw new InvalidTopologyException(mistakes);
    }

    private void Expand(ComponentSpec component, int count, List<PlannedTask> tasks, List<PlannedExecutor> executors)
    {
        var first = tasks.Count + 1;
        _tasksOf[component.Id] = [.. Enumerable.Range(first, count)];
        for (var i = 0; i < count; i++)
            tasks.Add(new PlannedTask(first + i, i, component));

        // Contiguous ranges, larger ones first: 5 tasks on 3 executors are [2, 2, 1].
        var parts = Math.Min(ExecutorOverrides.TryGetValue(component.Id, out var asked) ? asked : component.Executors, count);
        var start = first - 1;
        for (var i = 0; i < parts; i++)
        {
            var size = count / parts + (i < count % parts ? 1 : 0);
            executors.Add(new PlannedExecutor(executors.Count, component, tasks.GetRange(start, size)));
            start += size;
        }
    }
}
