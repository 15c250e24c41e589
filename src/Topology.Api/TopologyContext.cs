using System.Collections.ObjectModel;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Topology.Engine;

namespace Topology;

/// <summary>What a task knows about itself and its topology. Given to Prepare and valid until the task stops; every member may be used from any thread.</summary>
public sealed class TopologyContext
{
    private readonly ContextValues _values;
    private readonly ComponentSpec? _component;

    /// <summary>Made by the runtime, once for each task and again after each restart; a test may make its own.</summary>
    /// <param name="values">Kept, not copied.</param>
    public TopologyContext(ContextValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        _component = values.Spec.TryGet(values.ComponentId, out var component) ? component : null;
        ThisTargets = [.. TargetsOf(values.Spec, values.ComponentId)];
    }

    /// <summary>Unique in the topology and the same for its whole life, restarts included.</summary>
    public int ThisTaskId => _values.TaskId;

    /// <summary>The position among the component's tasks in ascending order, from 0.</summary>
    public int ThisTaskIndex => _values.TaskIndex;

    /// <summary>The component this task is one of.</summary>
    public string ThisComponentId => _values.ComponentId;

    /// <summary>Unique among all submissions, also of the same name.</summary>
    public string TopologyId => _values.TopologyId;

    /// <summary>The name the topology was submitted under.</summary>
    public string TopologyName => _values.TopologyName;

    /// <summary>The topology's settings in force.</summary>
    public TopologyConfig Config => _values.Config;

    /// <summary>Writes to the worker's log, marked with the component.</summary>
    public ILogger Logger => _values.Logger;

    /// <summary>The topology's clock. Use it instead of the system's so that tests can control time.</summary>
    public TimeProvider TimeProvider => _values.TimeProvider;

    /// <summary>Makes instruments for whoever listens to it, an OpenTelemetry exporter for one; its name is "Topology." and the topology's name. Owned by the runtime, not to be disposed.</summary>
    public Meter Meter => _values.Meter;

    /// <summary>The settings given to this component with AddConfiguration; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Configuration => _component?.Configuration ?? ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The ids of all components, system ones included, in ordinal order.</summary>
    public IReadOnlyList<string> ComponentIds => [.. _values.Tasks.Keys.Order(StringComparer.Ordinal)];

    /// <summary>This component's inputs; empty for a spout.</summary>
    public IReadOnlyList<SubscriptionSpec> ThisSources => _component?.Subscriptions ?? [];

    /// <summary>Who receives this component's tuples, ordered by component, then stream.</summary>
    public IReadOnlyList<TargetSpec> ThisTargets { get; }

    /// <summary>The streams this component declares, by id.</summary>
    public IReadOnlyDictionary<string, StreamSpec> ThisStreams => _component?.Streams ?? ReadOnlyDictionary<string, StreamSpec>.Empty;

    /// <summary>The tasks running in the same worker, ascending, this one included.</summary>
    public IReadOnlyList<int> WorkerTasks => _values.WorkerTasks;

    /// <summary>Runs an action soon on this executor's thread, between two calls of the component. Actions run in the order they are posted; those posted after the task stops are dropped.</summary>
    /// <param name="action">An exception it throws counts as the component's.</param>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _values.Post(action);
    }

    /// <summary>A value the user, the component's declarer or the topology's configuration gave, asked in this order.</summary>
    /// <param name="name">An argument's name without dashes, or a configuration key.</param>
    /// <returns>Null when nobody gave it.</returns>
    public string? GetArgument(string name) =>
        _values.Arguments.GetString(name)
        ?? Configuration.GetValueOrDefault(name)
        ?? Config.Custom.GetValueOrDefault(name);

    /// <summary>The tasks of a component in all workers, ascending.</summary>
    /// <param name="component">Its id.</param>
    /// <exception cref="ArgumentException">There is no such component.</exception>
    public IReadOnlyList<int> GetComponentTasks(string component) => _values.Tasks.TryGetValue(component, out var tasks)
        ? tasks
        : throw new ArgumentException($"There is no component \"{component}\"{NearestName.Hint(component, _values.Tasks.Keys)}.", nameof(component));

    /// <summary>The component a task is one of.</summary>
    /// <param name="task">Its id.</param>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public string GetComponentId(int task)
    {
        foreach (var (component, tasks) in _values.Tasks)
        {
            if (tasks.Count > 0 && task >= tasks[0] && task <= tasks[^1] && tasks.Contains(task))
                return component;
        }
        throw new ArgumentException($"There is no task {task}.", nameof(task));
    }

    /// <summary>The fields of a stream of any component of the topology.</summary>
    /// <param name="component">Its id.</param>
    /// <param name="stream">The stream's id.</param>
    /// <exception cref="ArgumentException">There is no such component or stream.</exception>
    public Fields GetOutputFields(string component, string stream = StreamIds.Default)
    {
        if (!_values.Spec.TryGet(component, out var spec))
            throw new ArgumentException($"There is no component \"{component}\"{NearestName.Hint(component, _values.Spec.Components.Select(item => item.Id))}.", nameof(component));
        return spec.Streams.TryGetValue(stream, out var declared)
            ? declared.Fields
            : throw new ArgumentException($"Component \"{component}\" has no stream \"{stream}\"{NearestName.Hint(stream, spec.Streams.Keys)}.", nameof(stream));
    }

    /// <summary>A state of this task, restored if there is something to restore. In Prepare or later, on the executor's thread.</summary>
    /// <param name="name">Unique in the component; the same name gives the same state.</param>
    /// <param name="options">Null: version 1.</param>
    /// <exception cref="InvalidOperationException">There is no state here, or one of that name has another form.</exception>
    public IKeyValueState<TKey, TValue> GetKeyValueState<TKey, TValue>(string name, StateOptions<TValue>? options = null)
        where TKey : notnull => States.GetKeyValue<TKey, TValue>(name, options ?? new StateOptions<TValue>());

    /// <inheritdoc cref="GetKeyValueState"/>
    public IValueState<T> GetValueState<T>(string name, StateOptions<T>? options = null) => States.GetValue(name, options ?? new StateOptions<T>());

    /// <inheritdoc cref="GetKeyValueState"/>
    public IListState<T> GetListState<T>(string name, StateOptions<T>? options = null) => States.GetList(name, options ?? new StateOptions<T>());

    /// <summary>The checkpoint whose contents this task began with; null: it began with nothing.</summary>
    public long? RestoredCheckpoint => _values.States?.RestoredCheckpoint;

    /// <summary>How far event time has got: for a bolt in its inputs, for a spout in what its executor has sent. Null: nothing is known yet. <see cref="DateTime.MaxValue"/>: all input has ended.</summary>
    /// <value>In UTC; never goes back for an instance.</value>
    public DateTime? CurrentWatermark => _values.Watermark?.Invoke();

    /// <summary>Tells of an event time of which nothing was emitted, so that the watermark passes it.</summary>
    internal void EventTimeSeen(DateTime time) => _values.EventTimeSeen?.Invoke(time);

    private IStateBackend States => _values.States ?? throw new InvalidOperationException(
        $"Component \"{ThisComponentId}\" asks for a state where none is kept: its context was made without {nameof(ContextValues)}.{nameof(ContextValues.States)}.");

    private static IEnumerable<TargetSpec> TargetsOf(TopologySpec spec, string source) =>
        from component in spec.Components
        from subscription in component.Subscriptions
        where subscription.Component == source
        select new TargetSpec(subscription.Stream, component.Id, subscription.Grouping);
}
