using System.Buffers.Text;
using System.Text;

namespace Topology.LoadTest.Scenarios.Ingest;

/// <summary>Lines on their way to a socket: many adders, one taker, who takes all there are at once. Bounded by the requests outstanding.</summary>
internal sealed class OutgoingLines
{
    private const int MostIdDigits = 20;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim filled = new(0, 1);
    private byte[] filling = new byte[16 * 1024];
    private byte[] taken = new byte[16 * 1024];
    private int count;

    public void Add(long id, string payload)
    {
        lock (gate)
        {
            var most = MostIdDigits + 2 + Encoding.UTF8.GetMaxByteCount(payload.Length);
            if (filling.Length - count < most)
                Array.Resize(ref filling, Math.Max(filling.Length * 2, count + most));
            if (count == 0 && filled.CurrentCount == 0)
                filled.Release();
            Utf8Formatter.TryFormat(id, filling.AsSpan(count), out var written);
            count += written;
            filling[count++] = (byte)' ';
            count += Encoding.UTF8.GetBytes(payload, filling.AsSpan(count));
            filling[count++] = (byte)'\n';
        }
    }

    /// <summary>Waits for lines and takes them; the memory is the taker's until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken token)
    {
        await filled.WaitAsync(token).ConfigureAwait(false);
        lock (gate)
        {
            (filling, taken) = (taken, filling);
            var lines = taken.AsMemory(0, count);
            count = 0;
            return lines;
        }
    }

    /// <summary>Drops what was meant for a former connection.</summary>
    public void Clear()
    {
        lock (gate)
            count = 0;
    }
}
