namespace Topology.PerfGate;

/// <summary>The user work of every chain, ours and the baselines', in one place.</summary>
/// <remarks>
/// The source emits ("some data", n) for n = 0, 1, 2, …: a string that is always the same object and a long. The stage in the
/// middle reads both and emits (text, n + 1). The sink reads both and adds n + 1 + the text's length to a sum. Since the sum
/// is known from the count, every chain is also checked for lost and doubled tuples when it stops.
/// </remarks>
internal static class ChainWork
{
    public const string Text = "some data";

    /// <summary>What the stage in the middle adds.</summary>
    public const long Step = 1;

    /// <summary>Fails the measurement if the sink did not get exactly the first tuples, each once.</summary>
    public static void Check(string who, long count, long sum)
    {
        var expected = (UInt128)(ulong)count * (ulong)(count + 1) / 2 + (UInt128)(ulong)count * (ulong)Text.Length;
        if ((ulong)expected != (ulong)sum)
            throw new InvalidOperationException($"{who}: tuples were lost or doubled: the sum of {count} tuples is {sum}, expected {expected}.");
    }
}

/// <summary>A tuple as the baselines pass it: an immutable object that a receiver may keep, as it may keep ours.</summary>
internal sealed class ChainTuple(string text, long number)
{
    public readonly string Text = text;
    public readonly long Number = number;
}
