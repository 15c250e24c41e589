using Topology.Engine;
using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>An interval join as a bolt, with the operators behind it. Inputs are acked at once: what has to wait for others is state.</summary>
internal sealed class IntervalJoinBolt<TKey, TLeft, TRight, TOut>(Segment segment, IntervalJoinOperator<TKey, TLeft, TRight, TOut> owner)
    : Bolt, IStatefulComponent, IWatermarkListener, ICheckpointListener
    where TKey : notnull
{
    private IntervalJoin<TKey, TLeft, TRight, TOut> _join = null!; // set by Prepare, which comes before any other call
    private EntryTable _entries = null!; // likewise
    private TaskScope _scope = null!; // likewise
    private AnchoredOutput _output = null!; // likewise
    private OutputCollector _collector = null!; // likewise
    private IListState<long> _watermarks = null!; // set by InitState, which comes before any tuple

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        segment.Declare(declarer);
        if (owner.HasLate)
            declarer.DeclareStream(owner.LateStream, new Fields(Encoding<KeyValuePair<TKey, TLeft>>.Instance.Fields));
        if (owner.HasOtherLate)
            declarer.DeclareStream(owner.OtherLateStream, new Fields(Encoding<KeyValuePair<TKey, TRight>>.Instance.Fields));
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _output = new AnchoredOutput(collector);
        _scope = new TaskScope(segment, context) { Output = _output };
        _join = owner.JoinOf(_scope);
        _join.Collector = collector;
        _entries = new EntryTable(segment.CreateEntries(_scope));
    }

    public void InitState(TopologyContext context)
    {
        _scope.InitState();
        _watermarks = context.GetListState<long>(segment.NameOf(owner) + "-watermark");
        if (_watermarks.Count > 0)
            _join.Advance(_watermarks.Max());
    }

    public void WatermarkAdvanced(DateTime watermark) => _join.Advance(watermark.Ticks);

    public void BeforeCheckpoint(long checkpointId) => _watermarks.Replace([_join.Watermark]);

    public void CheckpointCompleted(long checkpointId)
    {
    }

    public override void Execute(StreamTuple input)
    {
        _output.Input = input;
        _scope.Blame.Clear();
        try
        {
            _entries.Of(input)?.Push(input);
        }
        catch (FailedException failure)
        {
            _collector.Fail(input);
            if (failure.Report)
                _collector.ReportError(failure);
            return;
        }
        catch (Exception error)
        {
            throw _scope.Blame.Name(error, segment.Id);
        }
        _collector.Ack(input);
    }
}
