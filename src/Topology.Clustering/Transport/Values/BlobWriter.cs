using System.Buffers;

namespace Topology.Clustering.Transport.Values;

/// <summary>Appends what Hyperion writes. Throws before the stack overflows, which would end the process: each level of nested values
/// writes to it, so a cycle ends here.</summary>
internal sealed class BlobWriter(IBufferWriter<byte> target) : BlobStream
{
    private readonly StackBudget _stack = new();

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _stack.Check();
        target.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        _stack.Check();
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }
}
