using Topology.Engine;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Runtime.Windows;

/// <summary>Makes the windows of one task and takes up what was restored for them.</summary>
/// <param name="setting">Of the task.</param>
/// <param name="inner">The task's own collector.</param>
/// <param name="context">The task's.</param>
/// <param name="states">The task's.</param>
/// <param name="serializer">For values that are no plain ones.</param>
internal sealed class WindowBackend(WindowSetting setting, OutputCollector inner, TopologyContext context, TaskStates states, IValueSerializer serializer) : IWindowBackend
{
    private readonly KeyCodec _keys = new(serializer);

    /// <summary>Gives a new instance of a task its windows, before its Prepare.</summary>
    /// <returns>What its Prepare is to be given.</returns>
    public static OutputCollector Attach(IWindowedBolt bolt, PlannedTask task, TopologyContext context, OutputCollector inner, TaskStates states, EngineEnvironment environment, ExecutorCounters counters)
    {
        var where = $"Component \"{task.Component.Id}\", task {task.Id}";
        var window = task.Component.Window ?? throw new InvalidOperationException($"{where} is a windowed bolt without a window; give it one, as WithTumblingWindow does.");
        var clock = environment.Clock.Provider;
        var setting = new WindowSetting
        {
            Window = window,
            Where = where,
            IsByClock = window.IsProcessingTime || !WindowSetting.HasEventTime(environment.Plan.Spec, task.Component.Id),
            AcksByCheckpoint = environment.Checkpoints is not null,
            Now = () => clock.GetUtcNow().UtcTicks,
            IsDone = static input => input.Batch.Notes is not BatchNotes notes || notes.IsDone(input.Index),
            CountLate = () => counters.Late++,
        };
        return bolt.Attach(new WindowBackend(setting, inner, context, states, environment.Serializer)).Collector;
    }

    public IWindowOperator Create(WindowedBolt bolt)
    {
        var limit = CreateLimit();
        var codec = CreateCodec();
        var ordersByTime = setting.Window is { LengthCount: null } or { SlideCount: null };
        return Create(new TupleContents(bolt, codec, limit, ordersByTime, setting.Window.Kind == WindowKind.Sliding), codec, limit);
    }

    public IWindowOperator Create<TAccumulator>(WindowedBolt<TAccumulator> bolt) =>
        Create(new AggregateContents<TAccumulator>(bolt, new EntryCodec<TAccumulator>(serializer)), CreateCodec(), CreateLimit());

    private WindowOperator<T> Create<T>(WindowContents<T> contents, TupleCodec codec, TupleLimit limit)
    {
        var windows = new WindowOperator<T>(setting, inner, contents);
        var core = windows.CreateCore(codec, limit);
        windows.Use(core);
        windows.OnPrepared = () => states.AddWindows(label => new WindowState(label, windows, core.CreateState(), _keys, setting.Window.KeyFields.Count > 0));
        return windows;
    }

    private TupleCodec CreateCodec() => new(_keys.Values, context.GetOutputFields, context.ThisTaskId);

    private TupleLimit CreateLimit() => new(context.ThisComponentId, context.ThisTaskId, context.Config.MaxWindowTuples);
}
