using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>Encoded batches across a bare socket, one a call, as fast as it goes: read and counted, not decoded.</summary>
internal sealed class SocketLink : IWorkload
{
    private readonly SocketReceiver _receiver;
    private long _batches;

    public SocketLink() => _receiver = new SocketReceiver(rate: 0, Receive);

    public long Count => Volatile.Read(ref _batches) * EncodedBatch.Tuples;

    public void Dispose() => _receiver.Dispose();

    private int Receive(ReadOnlySpan<byte> bytes)
    {
        var batches = bytes.Length / EncodedBatch.Frame.Length;
        Volatile.Write(ref _batches, _batches + batches);
        return batches * EncodedBatch.Frame.Length;
    }
}
