using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>An aggregate by windows as a bolt, with the operators behind it.</summary>
internal sealed class WindowStreamBolt<TKey, TIn, TAccumulator, TResult>(
    Segment segment, WindowOperator<TKey, TIn, TAccumulator, TResult> owner, Aggregation<TIn, TAccumulator, TResult> aggregation) : WindowedBolt<TAccumulator>
    where TKey : notnull
{
    private readonly Encoding<KeyValuePair<TKey, TIn>> _encoding = Encoding<KeyValuePair<TKey, TIn>>.Instance;
    private Stage<Windowed<TKey, TResult>> _chain = null!; // set by Prepare, which comes before any other call
    private TaskScope _scope = null!; // likewise
    private CallMark _mark; // likewise

    public override bool CanSubtract => aggregation.CanSubtract;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        segment.Declare(declarer);
        if (owner.HasLateStream)
            declarer.DeclareStream(WindowOperator<TKey, TIn, TAccumulator, TResult>.LateStream, new Fields(segment.InputFields));
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _scope = new TaskScope(segment, context) { Output = new PlainOutput(collector) };
        _mark = _scope.MarkOf(owner);
        _chain = owner.CreateChain(_scope);
    }

    public override TAccumulator CreateAccumulator()
    {
        _mark.Set();
        try
        {
            return aggregation.Create();
        }
        catch (Exception error)
        {
            throw Blamed(error);
        }
    }

    public override TAccumulator Add(TAccumulator accumulator, StreamTuple input)
    {
        _mark.Set();
        try
        {
            return aggregation.Add(accumulator, _encoding.Read(input).Value);
        }
        catch (Exception error)
        {
            throw Blamed(error);
        }
    }

    public override TAccumulator Merge(TAccumulator left, TAccumulator right)
    {
        _mark.Set();
        try
        {
            return aggregation.Merge(left, right);
        }
        catch (Exception error)
        {
            throw Blamed(error);
        }
    }

    public override TAccumulator Subtract(TAccumulator total, TAccumulator leaving)
    {
        _mark.Set();
        try
        {
            return aggregation.Subtract(total, leaving);
        }
        catch (Exception error)
        {
            throw Blamed(error);
        }
    }

    public override void Execute(WindowFrame<TAccumulator> window)
    {
        _mark.Set();
        try
        {
            _chain.Push(new Windowed<TKey, TResult>(
                Cell.Read<TKey>(window.Key), aggregation.Result(window.Value), window.Start, window.End, window.Pane, window.IsRetraction));
        }
        catch (Exception error)
        {
            throw Blamed(error);
        }
    }

    // The operators behind the aggregate note themselves when they are called.
    private Exception Blamed(Exception error) => _scope.Blame.Name(error, segment.Id);
}
