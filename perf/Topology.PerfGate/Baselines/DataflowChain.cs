using System.Threading.Tasks.Dataflow;

namespace Topology.PerfGate.Baselines;

/// <summary>The chain on TPL Dataflow, bounded like our credit window.</summary>
internal sealed class DataflowChain : TaskChain
{
    public DataflowChain()
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 4096, SingleProducerConstrained = true };
        var middle = new TransformBlock<ChainTuple, ChainTuple>(
            tuple => new ChainTuple(tuple.Text, tuple.Number + ChainWork.Step), options);
        var sink = new ActionBlock<ChainTuple>(tuple => Sink.Take(tuple.Text, tuple.Number), options);
        middle.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        Running = Task.WhenAll(Task.Run(() => RunSourceAsync(middle)), sink.Completion);
    }

    private async Task RunSourceAsync(ITargetBlock<ChainTuple> output)
    {
        for (var number = 0L; !IsStopping; number++)
        {
            var tuple = new ChainTuple(ChainWork.Text, number);
            if (!output.Post(tuple))
                await output.SendAsync(tuple);
        }
        output.Complete();
    }
}
