using System.Threading.Channels;

namespace Topology.PerfGate.Baselines;

/// <summary>The chain on System.Threading.Channels: a task a stage, one tuple a message, bounded like our credit window.</summary>
internal sealed class ChannelChain : TaskChain
{
    public ChannelChain()
    {
        var toMiddle = Bounded<ChainTuple>();
        var toSink = Bounded<ChainTuple>();
        Running = Task.WhenAll(
            Task.Run(() => RunSourceAsync(toMiddle.Writer)),
            Task.Run(() => RunMiddleAsync(toMiddle.Reader, toSink.Writer)),
            Task.Run(() => RunSinkAsync(toSink.Reader)));
    }

    /// <summary>A channel with room for 4,096 messages.</summary>
    public static Channel<T> Bounded<T>(bool singleWriter = true) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(4096) { SingleReader = true, SingleWriter = singleWriter });

    private async Task RunSourceAsync(ChannelWriter<ChainTuple> output)
    {
        for (var number = 0L; !IsStopping; number++)
        {
            var tuple = new ChainTuple(ChainWork.Text, number);
            while (!output.TryWrite(tuple))
                await output.WaitToWriteAsync();
        }
        output.Complete();
    }

    private static async Task RunMiddleAsync(ChannelReader<ChainTuple> input, ChannelWriter<ChainTuple> output)
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out var tuple))
            {
                var next = new ChainTuple(tuple.Text, tuple.Number + ChainWork.Step);
                while (!output.TryWrite(next))
                    await output.WaitToWriteAsync();
            }
        }
        output.Complete();
    }

    private async Task RunSinkAsync(ChannelReader<ChainTuple> input)
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out var tuple))
                Sink.Take(tuple.Text, tuple.Number);
        }
    }
}
