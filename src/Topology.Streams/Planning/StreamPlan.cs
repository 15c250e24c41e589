using Topology.Streams.Operators;

namespace Topology.Streams.Planning;

/// <summary>The components that a program becomes. Pure: the same program gives the same plan, in every process.</summary>
internal sealed class StreamPlan
{
    private readonly StreamProgram _program;
    private readonly bool _isFusing;
    private readonly List<Segment> _segments = [];
    private readonly Dictionary<Operator, List<(Segment Segment, Operator Outlet)>> _outlets = [];

    private StreamPlan(StreamProgram program, bool isFusing)
    {
        _program = program;
        _isFusing = isFusing;
        Names = program.Names();
    }

    public IReadOnlyList<Segment> Segments => _segments;

    public IReadOnlyDictionary<Operator, string> Names { get; }

    /// <summary>Plans a program without mistakes.</summary>
    public static StreamPlan Of(StreamProgram program, bool? isFusing = null)
    {
        var plan = new StreamPlan(program, isFusing ?? program.IsFusing);
        foreach (var item in program.Operators)
            plan.Place(item);
        return plan;
    }

    private void Place(Operator item)
    {
        var inputs = item.Inputs.SelectMany((from, input) => _outlets[from].Select(outlet => (outlet.Segment, outlet.Outlet, Input: input))).ToList();
        var bySegment = inputs.GroupBy(input => input.Segment).ToList();
        if (CanFuse(item, bySegment))
        {
            foreach (var group in bySegment)
                group.Key.Fuse(item, group.Select(input => (input.Outlet, input.Input)));
            _outlets.Add(item, [.. bySegment.Select(group => (group.Key, item))]);
            return;
        }
        var segment = Start(item);
        Connect(segment, inputs);
        _outlets.Add(item, [(segment, item)]);
    }

    private Segment Start(Operator head) => new(Names, head, head.Parallelism ?? (head.IsSource ? 1 : _program.DefaultParallelism));

    private void Connect(Segment segment, List<(Segment Segment, Operator Outlet, int Input)> inputs)
    {
        _segments.Add(segment);
        if (segment.Head.Foreign is { } foreign)
        {
            segment.Inputs.Add(new Edge(foreign.Component ?? inputs[0].Segment.Id, foreign.Stream, 0, GroupingOf(segment)));
            return;
        }
        foreach (var (from, outlet, input) in inputs)
        {
            var stream = from.StreamOf(outlet, used => segment.Inputs.Exists(edge => edge.From == from.Id && edge.Stream == used));
            segment.InputFields = from.FieldsOf(outlet);
            segment.Inputs.Add(new Edge(from.Id, stream, input, GroupingOf(segment)));
        }
    }

    private static GroupingKind GroupingOf(Segment segment) => segment.Head.Exchange switch
    {
        Exchange.Key => GroupingKind.Fields,
        Exchange.Shuffle => GroupingKind.Shuffle,
        _ => GroupingKind.LocalOrShuffle,
    };

    /// <summary>Whether an operator can do its work where its inputs come from; after a union, that may be in several components at once.</summary>
    private bool CanFuse(Operator item, IReadOnlyList<IGrouping<Segment, (Segment Segment, Operator Outlet, int Input)>> inputs)
    {
        if (!_isFusing || item.IsHead || inputs.Count == 0 || inputs.Any(group => group.Any(input => !input.Outlet.IsOpen)))
            return false;
        if (item is IEventTime && inputs.Any(group => group.Key.EventTime is not null))
            return false; // a component has one
        return item.Exchange == Exchange.Key
            ? inputs.Count == 1 && HasKeysTogether(item, inputs[0].Key, inputs[0].Select(input => input.Outlet))
            : inputs.All(group => item.Parallelism is null || item.Parallelism == group.Key.Parallelism);
    }

    private bool HasKeysTogether(Operator item, Segment segment, IEnumerable<Operator> outlets)
    {
        if (!segment.Head.TakesState)
            return false;
        return outlets.All(outlet => IsPartitioned(outlet, segment))
            ? item.Parallelism is null || item.Parallelism == segment.Parallelism
            : segment.Parallelism == 1 && (item.Parallelism ?? _program.DefaultParallelism) == 1;
    }

    /// <summary>Whether all elements of a key come out in one task.</summary>
    private static bool IsPartitioned(Operator outlet, Segment segment)
    {
        while (outlet.Exchange != Exchange.Key)
        {
            if (!outlet.KeepsKeys || outlet.Inputs.Count != 1 || !segment.Operators.Contains(outlet.Inputs[0]))
                return false;
            outlet = outlet.Inputs[0];
        }
        return outlet.KeepsKeys;
    }
}
