using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Watermarks;

/// <summary>The event time that a component declares, of the emits of one task to one stream.</summary>
/// <param name="executor">Whose emits.</param>
/// <param name="source">The task and stream.</param>
/// <param name="spec">What is declared.</param>
/// <param name="watermarks">Told of each event time.</param>
internal sealed class DeclaredTime(ComponentExecutor executor, StreamSource source, EventTimeSpec spec, SourceWatermarks watermarks) : EmitClock
{
    private readonly int _task = source.Task - executor.Plan.Tasks[0].Id;
    private readonly int _position = spec.Field is { } field ? source.Fields.IndexOf(field) : -1; // the caller knows that it is there

    public override long TimeOf(ReadOnlySpan<Value> values)
    {
        var isRead = _position < 0 ? TryAsk(values, out var ticks) : UtcTime.TryRead(in values[_position], out ticks);
        if (!isRead)
            return Refuse(values);
        watermarks.Emitted(_task, values, ticks, executor.SliceTime);
        return ticks;
    }

    private bool TryAsk(ReadOnlySpan<Value> values, out long ticks)
    {
        try
        {
            ticks = UtcTime.TicksOf(spec.Selector!(values)); // one of the two is there
            return true;
        }
        catch (Exception error)
        {
            executor.Counters.Untimed++;
            executor.Report(source.Task, new TopologyException(
                $"Component \"{source.Component}\", stream \"{source.Stream}\": its event time function threw for a tuple, which was sent without event time: {error.GetType().Name}: {error.Message}", error));
            ticks = TupleBatch.NoEventTime;
            return false;
        }
    }

    private long Refuse(ReadOnlySpan<Value> values)
    {
        if (_position < 0)
            return TupleBatch.NoEventTime; // reported
        executor.Counters.Untimed++;
        executor.Report(source.Task, new TopologyException(
            $"Component \"{source.Component}\", stream \"{source.Stream}\": field \"{spec.Field}\" is to hold the event time, a DateTime or milliseconds since 1970 in an integer, but holds {Shown(values[_position])}. "
            + "The tuple was sent without event time. Emit another value, or put tuples without a time into a stream that has no such field."));
        return TupleBatch.NoEventTime;
    }

    private static string Shown(Value value) => value.ToObject() is not { } held ? "null"
        : value.TryGetInt64(out var milliseconds) ? $"{milliseconds}, which is no date between the years 1 and 9999"
        : $"a {held.GetType().Name}";
}
