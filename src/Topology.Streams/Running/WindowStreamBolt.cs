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

    public override bool CanSubtract => aggregation.CanSubtract;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        segment.Declare(declarer);
        if (owner.HasLateStream)
            declarer.DeclareStream(WindowOperator<TKey, TIn, TAccumulator, TResult>.LateStream, new Fields(segment.InputFields));
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        var scope = new TaskScope(segment, context) { Output = new PlainOutput(collector) };
        _chain = owner.CreateChain(scope);
    }

    public override TAccumulator CreateAccumulator()
    {
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

    private Exception Blamed(Exception error)
    {
        Blame.On(owner, error);
        return Blame.Name(error, segment.Id);
    }
}
