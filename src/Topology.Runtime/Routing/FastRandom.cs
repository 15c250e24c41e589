using System.Runtime.CompilerServices;

namespace Topology.Runtime.Routing;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): 64 good random bits in three multiplications. One thread.</summary>
public sealed class FastRandom(ulong seed)
{
    private ulong _state = seed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => (long)StableHash.Mix(_state += 0x9E3779B97F4A7C15);
}
