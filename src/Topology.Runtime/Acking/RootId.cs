using Topology.Runtime.Routing;

namespace Topology.Runtime.Acking;

/// <summary>The id of a tracked tuple tree: spout task (16 bits), generation of the slot (24), slot (24).</summary>
/// <remarks>Not random on purpose: slot and task index plain arrays in <see cref="PendingRoots"/> and
/// <see cref="AckLedger"/>, the generation tells a late ack of a former user of the slot. Its upper 8 bits are the epoch: they
/// differ between a spout and its predecessor in another process, whose trees may still be in flight.</remarks>
public static class RootId
{
    public const int SlotBits = 24;
    public const int MaxSlots = 1 << SlotBits;
    public const int EpochBits = 8;
    private const int GenerationMask = (1 << 24) - 1;
    private const int UseBits = 24 - EpochBits;
    private const int UseMask = (1 << UseBits) - 1; // the uses of a slot within an epoch

    public static long Pack(int task, int generation, int slot) =>
        ((long)task << 48) | ((long)(generation & GenerationMask) << SlotBits) | (uint)slot;

    public static int TaskOf(long root) => (int)((ulong)root >> 48);

    public static int SlotOf(long root) => (int)root & (MaxSlots - 1);

    public static int GenerationOf(long root) => (int)(root >> SlotBits) & GenerationMask;

    /// <summary>The generation of a slot that was never used in an epoch; <see cref="Next"/> of it is the first.</summary>
    public static int Unused(long epoch) => (int)(epoch & ((1 << EpochBits) - 1)) << UseBits;

    /// <summary>The generation after this one in the same epoch; the last one is followed by the first.</summary>
    public static int Next(int generation) => (generation & ~UseMask) | Math.Max(1, (generation + 1) & UseMask);

    /// <summary>The generation before this one: <see cref="Next"/> of it is this one.</summary>
    public static int Previous(int generation) => (generation & UseMask) <= 1 ? generation | UseMask : generation - 1;

    /// <summary>Whether the first root used their common slot after the second; right across the wrap-around of epochs and of generations.</summary>
    public static bool IsLater(long root, long than)
    {
        var (generation, other) = (GenerationOf(root), GenerationOf(than));
        var epochs = (generation >> UseBits) - (other >> UseBits);
        return epochs != 0 ? (sbyte)epochs > 0 : (short)(generation - other) > 0;
    }

    /// <summary>What the edges of a tree's first tuples xor to. The acker knows it from the root alone, so a tree need not
    /// be announced; as good as random, and never 0.</summary>
    public static long FirstEdges(long root) => (long)StableHash.Mix((ulong)root ^ 0xD1B54A32D192ED03) is var edge && edge != 0 ? edge : 1;
}
