using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>An operator that gives elements an event time. A component can have one.</summary>
internal interface IEventTime
{
    WatermarkStrategy? Watermarks { get; }
}

/// <summary>Says when elements happened. What comes of an element in the same component happened then, too; the time leaves it in a field of its own.</summary>
internal sealed class EventTimeOperator<T>(Operator<T> input, Func<T, DateTime> selector, WatermarkStrategy? watermarks) : ChainOperator<T, T>(input, "WithEventTime"), IEventTime
{
    public override bool KeepsKeys => true;

    public WatermarkStrategy? Watermarks => watermarks;

    public override Stage<T> CreateStage(TaskScope scope) => new EventTimeStage(this, selector, scope, CreateChain(scope));

    private sealed class EventTimeStage(Operator owner, Func<T, DateTime> selector, TaskScope scope, Stage<T> next) : Stage<T>
    {
        public override void Push(T element)
        {
            DateTime? time = null;
            try
            {
                var happened = selector(element);
                (scope.EventTime, time) = (happened, happened);
            }
            catch (Exception error) when (error is not FailedException)
            {
                scope.EventTime = Value.Null; // the runtime counts it, and so do windows
                scope.Output!.ReportError(new StreamException($"{owner.Shown} found no event time in the element {element}: {error.GetType().Name}: {error.Message}", error)); // set before the first element
            }
            var before = scope.TimedEmits;
            next.Push(element);
            if (time is { } seen && seen != default && before == scope.TimedEmits)
                scope.Context.EventTimeSeen(seen); // dropped behind us: the watermark comes from what is emitted
        }
    }
}
