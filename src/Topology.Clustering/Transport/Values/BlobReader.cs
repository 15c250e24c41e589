namespace Topology.Clustering.Transport.Values;

/// <summary>One serialized value as a stream. Throws at its end, where Hyperion would go on with zeros, and before the stack overflows, which would end the
/// process: each level of nested values reads from it.</summary>
internal sealed class BlobReader(ReadOnlyMemory<byte> bytes) : BlobStream
{
    private readonly StackBudget _stack = new();
    private int _position;

    public int Remaining => bytes.Length - _position;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        _stack.Check();
        if (buffer.Length > Remaining)
            throw new EndOfStreamException("the value is truncated");
        bytes.Span.Slice(_position, buffer.Length).CopyTo(buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    public override int ReadByte()
    {
        _stack.Check();
        return Remaining > 0 ? bytes.Span[_position++] : throw new EndOfStreamException("the value is truncated");
    }
}
