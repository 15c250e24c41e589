using Topology.Runtime.Routing;

namespace Topology.Runtime.Acking;

/// <summary>The id of a tracked tuple tree: spout task (16 bits), generation of the slot (24), slot (24).</summary>
/// <remarks>Not random on purpose: slot and task index plain arrays in <see cref="PendingRoots"/> and
/// <see cref="AckLedger"/>, the generation tells a late ack of a former user of the slot.</remarks>
public static class RootId
{
    public const int SlotBits = 24;
    public const int MaxSlots = 1 << SlotBits;
    private const int GenerationMask = (1 << 24) - 1;

    public static long Pack(int task, int generation, int slot) =>
        ((long)task << 48) | ((long)(generation & GenerationMask) << SlotBits) | (uint)slot;

    public static int TaskOf(long root) => (int)((ulong)root >> 48);

    public static int SlotOf(long root) => (int)root & (MaxSlots - 1);

    public static int GenerationOf(long root) => (int)(root >> SlotBits) & GenerationMask;

    /// <summary>The generation after this one; 0 is never used, so that no root is 0.</summary>
    public static int Next(int generation) => Math.Max(1, (generation + 1) & GenerationMask);

    /// <summary>The generation before this one: <see cref="Next"/> of it is this one.</summary>
    public static int Previous(int generation) => generation <= 1 ? GenerationMask : generation - 1;

    /// <summary>Whether the first root used their common slot after the second; right across the wrap-around.</summary>
    public static bool IsLater(long root, long than) => (GenerationOf(root) - GenerationOf(than)) << 8 > 0;

    /// <summary>What the edges of a tree's first tuples xor to. The acker knows it from the root alone, so a tree need not
    /// be announced; as good as random, and never 0.</summary>
    public static long FirstEdges(long root) => (long)StableHash.Mix((ulong)root ^ 0xD1B54A32D192ED03) is var edge && edge != 0 ? edge : 1;
}
