using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>What a source believes to be the runtime: pushes what it emits through the chain. One thread, <see cref="Wake"/> excepted.</summary>
internal sealed class FusingCollector<T>(
    SpoutOutputCollector collector, SpoutOutput output, Stage<T> chain, SpoutMapping<T> map, SourceOperator<T> source, TaskScope scope) : SpoutOutputCollector
{
    // With effectively-once delivery nothing but going back could bring the tuple again.
    private readonly bool _mayFail = scope.Context.Config.Guarantee != DeliveryGuarantee.EffectivelyOnce;

    private readonly CallMark _mark = scope.MarkOf(source);
    private readonly bool _readsDefault = source.Stream == StreamIds.Default;

    public override void Emit(params ReadOnlySpan<Value> values)
    {
        if (_readsDefault)
            Untracked(values);
    }

    public override void EmitWithId(Value messageId, params ReadOnlySpan<Value> values)
    {
        if (_readsDefault)
            Tracked(messageId, values);
        else
            AckUnread(messageId);
    }

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values)
    {
        if (stream == source.Stream)
            Untracked(values);
    }

    public override void EmitToWithId(string stream, Value messageId, params ReadOnlySpan<Value> values)
    {
        if (stream == source.Stream)
            Tracked(messageId, values);
        else
            AckUnread(messageId);
    }

    public override void EmitDirect(int taskId, string stream, Value? messageId, params ReadOnlySpan<Value> values) => throw new NotSupportedException(
        $"{source.Shown}: the spout emits directly to task {taskId}, but a stream has no tasks to choose; let it emit to \"{source.Stream}\".");

    public override void Complete() => collector.Complete();

    public override void Wake() => collector.Wake();

    public override void ReportError(Exception error) => collector.ReportError(error);

    private void Untracked(ReadOnlySpan<Value> values)
    {
        output.BeginUntracked();
        try
        {
            Push(values);
        }
        catch (FailedException failure) when (_mayFail)
        {
            Report(failure);
        }
        output.EndUntracked();
    }

    private void Tracked(Value messageId, ReadOnlySpan<Value> values)
    {
        output.BeginTree(messageId);
        var isFailed = false;
        try
        {
            Push(values);
        }
        catch (FailedException failure) when (_mayFail)
        {
            isFailed = true;
            Report(failure);
        }
        catch
        {
            output.AbandonTree();
            throw;
        }
        output.EndTree(isFailed);
    }

    private void AckUnread(Value messageId)
    {
        output.BeginTree(messageId);
        output.EndTree(isFailed: false);
    }

    private void Push(ReadOnlySpan<Value> values)
    {
        try
        {
            _mark.Set();
            chain.Push(map(values));
        }
        catch (Exception error) when (error is not FailedException)
        {
            throw scope.Blame.Name(error, scope.Segment.Id);
        }
    }

    private void Report(FailedException failure)
    {
        if (failure.Report)
            collector.ReportError(failure);
    }
}
