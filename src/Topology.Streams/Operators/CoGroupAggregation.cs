namespace Topology.Streams.Operators;

/// <summary>Keeps the values of both sides.</summary>
internal sealed class CoGroupAggregation<TLeft, TRight>
    : Aggregation<(bool IsLeft, TLeft Left, TRight Right), (List<TLeft> Left, List<TRight> Right), (TLeft[] Left, TRight[] Right)>
{
    public override (List<TLeft> Left, List<TRight> Right) Create() => ([], []);

    public override (List<TLeft> Left, List<TRight> Right) Add((List<TLeft> Left, List<TRight> Right) accumulator, (bool IsLeft, TLeft Left, TRight Right) value)
    {
        if (value.IsLeft)
            accumulator.Left.Add(value.Left);
        else
            accumulator.Right.Add(value.Right);
        return accumulator;
    }

    public override (List<TLeft> Left, List<TRight> Right) Merge((List<TLeft> Left, List<TRight> Right) left, (List<TLeft> Left, List<TRight> Right) right)
    {
        left.Left.AddRange(right.Left);
        left.Right.AddRange(right.Right);
        return left;
    }

    public override (TLeft[] Left, TRight[] Right) Result((List<TLeft> Left, List<TRight> Right) accumulator) => ([.. accumulator.Left], [.. accumulator.Right]);
}
