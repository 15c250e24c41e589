using System.Buffers;
using System.Runtime.CompilerServices;

namespace Topology.Clustering.Transport.Values;

/// <summary>Appends what Hyperion writes. Throws before the stack overflows, which would end the process: each level of nested values
/// writes to it, so a cycle ends here.</summary>
internal sealed class BlobWriter(IBufferWriter<byte> target) : BlobStream
{
    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        CheckDepth();
        target.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        CheckDepth();
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    private static void CheckDepth()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new InvalidOperationException("it is nested too deeply, or refers to itself");
    }
}
