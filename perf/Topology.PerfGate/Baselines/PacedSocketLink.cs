using System.Buffers.Binary;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>Tuples at a fixed rate across a bare socket: the sender wakes each millisecond and sends all that is due with one call.</summary>
internal sealed class PacedSocketLink : IPacedWorkload
{
    private readonly SinkCounter _sink = new();
    private readonly SocketReceiver _receiver;

    public PacedSocketLink(int tuplesPerSecond) => _receiver = new SocketReceiver(tuplesPerSecond, Receive);

    public LatencyProbe Probe { get; } = new();

    public long Count => _sink.Count;

    public void Dispose() => _receiver.Dispose();

    private int Receive(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        for (; used + SocketSender.RecordBytes <= bytes.Length; used += SocketSender.RecordBytes)
        {
            Probe.Record(BinaryPrimitives.ReadInt64LittleEndian(bytes[used..]));
            _sink.Add();
        }
        return used;
    }
}
