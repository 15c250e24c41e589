using System.Buffers;

namespace Topology.Engine;

/// <summary>The memory of ids and acks, which nobody keeps: large arrays come from the shared pool. Any thread.</summary>
internal static class IdArrays
{
    private const int Pooled = 128; // longs; shorter arrays are not worth the way to the pool

    /// <summary>An array of at least so many; what is in it is not defined.</summary>
    public static long[] Rent(int length) => length < Pooled ? new long[length] : ArrayPool<long>.Shared.Rent(length);

    /// <summary>Nobody uses the array any more. Null and arrays that are not of the pool are left to the collector.</summary>
    public static void Return(long[]? array)
    {
        if (array is { Length: >= Pooled })
            ArrayPool<long>.Shared.Return(array);
    }
}
