using System.Runtime.CompilerServices;

namespace Topology.Runtime.Routing;

/// <summary>Keys fall into 1,024 groups by their stable hash, and tasks own contiguous ranges of groups: so what is kept by key can be dealt out
/// anew when the number of tasks changes.</summary>
public static class KeyGroups
{
    /// <summary>Groups there are; more tasks than these choose by the hash itself.</summary>
    public const int Count = 1 << Bits;

    private const int Bits = 10;
    private static readonly int[] First = [0];

    /// <summary>The group of a hash of <see cref="StableHash"/>: its top 10 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupOf(ulong hash) => (int)(hash >> (64 - Bits));

    /// <summary>The index of the task that owns a group.</summary>
    /// <param name="group">0 … 1,023.</param>
    /// <param name="tasks">1 … 1,024.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OwnerOf(int group, int tasks) => (group * tasks) >> Bits;

    /// <summary>The index of the task that gets the tuples with a key: the owner of its group, for up to 1,024 tasks.</summary>
    /// <param name="hash">Of the key.</param>
    /// <param name="tasks">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TaskOf(ulong hash, int tasks) => tasks <= Count ? OwnerOf(GroupOf(hash), tasks) : StableHash.Reduce(hash, tasks);

    /// <summary>The hash that a grouping by this one field has; for a tuple, that of a grouping by its items.</summary>
    /// <exception cref="ArgumentException">A value of this type cannot be a grouping key.</exception>
    public static ulong HashOf(Value key) => StableHash.Of(new ReadOnlySpan<Value>(in key), First);
}
