using System.Threading.Channels;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The paced chain on channels, untracked: a thread that wakes each millisecond and writes all that is due, and two tasks.</summary>
internal sealed class PacedChannelChain : IPacedWorkload
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1); // as often as our runtime asks an idle spout

    private readonly Channel<ChainTuple> _toMiddle = ChannelChain.Bounded<ChainTuple>();
    private readonly Channel<ChainTuple> _toSink = ChannelChain.Bounded<ChainTuple>();
    private readonly SinkCounter _sink = new();
    private readonly Thread _source;
    private readonly Task _stages;
    private volatile bool _isStopping;

    public PacedChannelChain(int tuplesPerSecond)
    {
        _stages = Task.WhenAll(Task.Run(RunMiddleAsync), Task.Run(RunSinkAsync));
        _source = new Thread(() => RunSource(tuplesPerSecond)) { IsBackground = true, Name = "paced source" };
        _source.Start();
    }

    public LatencyProbe Probe { get; } = new();

    public long Count => _sink.Count;

    public void Dispose()
    {
        _isStopping = true;
        _source.Join();
        Blocking.Wait(_stages, nameof(PacedChannelChain));
    }

    private void RunSource(int tuplesPerSecond)
    {
        var pace = new Pace(tuplesPerSecond);
        while (!_isStopping)
        {
            for (var due = pace.Due(); due > 0; due--)
            {
                var tuple = new ChainTuple(ChainWork.Text, pace.Take());
                while (!_toMiddle.Writer.TryWrite(tuple))
                    Thread.Yield(); // 4,096 tuples late: it is lost anyway
            }
            Thread.Sleep(Nap);
        }
        _toMiddle.Writer.Complete();
    }

    private async Task RunMiddleAsync()
    {
        while (await _toMiddle.Reader.WaitToReadAsync())
        {
            while (_toMiddle.Reader.TryRead(out var tuple))
                await _toSink.Writer.WriteAsync(new ChainTuple(tuple.Text, tuple.Number));
        }
        _toSink.Writer.Complete();
    }

    private async Task RunSinkAsync()
    {
        while (await _toSink.Reader.WaitToReadAsync())
        {
            while (_toSink.Reader.TryRead(out var tuple))
            {
                Probe.Record(tuple.Number);
                _sink.Add();
            }
        }
    }
}
