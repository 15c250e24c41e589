using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;
using Topology.Runtime.Routing;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>Where the tasks of an executor send: the receivers of its component's streams. Owned by the executor's thread, once wired up.</summary>
internal sealed class TaskOutputs(ComponentExecutor executor, TopologyPlan plan)
{
    private readonly Dictionary<int, OutboxTarget> _targetOfTask = [];

    /// <summary>Makes a place in the outbox for every receiver; before the first slice.</summary>
    public void Connect(Wiring wiring)
    {
        foreach (var receiver in plan.Executors)
        {
            if (!receiver.Component.Subscriptions.Any(s => s.Component == executor.Plan.Component.Id))
                continue;
            var target = executor.Outbox.Add(receiver.Id, wiring.ChannelTo(receiver, executor));
            foreach (var task in receiver.Tasks)
                _targetOfTask[task.Id] = target;
        }
    }

    /// <summary>The streams of a task, with new choosers.</summary>
    public IEnumerable<OutputStream> StreamsOf(PlannedTask task, TopologyContext context) =>
        executor.Plan.Component.Streams.Values.Select(stream => StreamOf(task, stream, context));

    private OutputStream StreamOf(PlannedTask task, StreamSpec stream, TopologyContext context)
    {
        var component = executor.Plan.Component.Id;
        var routes =
            from receiver in plan.Spec.Components
            from subscription in receiver.Subscriptions
            where subscription.Component == component && subscription.Stream == stream.Id
            let tasks = plan.TaskIds[receiver.Id]
            select new Route(ChooserFactory.Create(subscription, stream.Fields, tasks, context, executor.Random), [.. tasks.Select(PlaceOf)]);
        var source = new StreamSource(component, stream.Id, task.Id, stream.Fields);
        return new OutputStream(source, stream.IsDirect, [.. routes], executor.Outbox, executor.Random, ClockOf(source));
    }

    private EmitClock? ClockOf(StreamSource source)
    {
        if (executor.Plan.Component.EventTime is not { } declared)
            return executor.Inherited;
        return declared.Field is null || source.Fields.Contains(declared.Field)
            ? new DeclaredTime(executor, source, declared, executor.SourceWatermarks!) // made where it is declared
            : null;
    }

    private Destination PlaceOf(int task) => new(_targetOfTask[task], task);
}
