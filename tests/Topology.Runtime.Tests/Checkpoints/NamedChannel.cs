using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>A channel that leads to an executor, for what only asks which one it is.</summary>
internal sealed class NamedChannel(string name) : IBatchOrigin
{
    private static int _channels;

    public int SenderId { get; } = Interlocked.Increment(ref _channels);

    public int InFlight => 0;

    public bool HasDebt => false;

    public void Release(int tuples)
    {
    }

    public void Settle()
    {
    }

    /// <summary>A batch of one tuple that came over it.</summary>
    public TupleBatch Data(string text)
    {
        var source = new StreamSource(name, "default", 0, new Fields("text"));
        var batch = new TupleBatch(source, 0, 1) { Sender = this };
        batch.Add(source, 0, [text]);
        return batch;
    }

    /// <summary>A barrier that came over it.</summary>
    public TupleBatch Barrier(long checkpoint)
    {
        var batch = TupleBatch.OfBarrier(checkpoint);
        batch.Sender = this;
        return batch;
    }

    public override string ToString() => name;
}
