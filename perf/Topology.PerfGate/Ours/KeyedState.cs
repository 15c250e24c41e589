namespace Topology.PerfGate.Ours;

/// <summary>The state of the figures of checkpoints: keys with strings of 50 characters, 100 bytes in memory.</summary>
internal static class KeyedState
{
    public const int Keys = 1_000_000;
    private const int Variants = 1000;
    private const int Length = 50;

    private static readonly string[] Values = [.. Enumerable.Range(0, Variants).Select(i => i.ToString("D4").PadRight(Length, 'v'))];

    /// <summary>One of a thousand values, each an object of its own: copying a state copies references.</summary>
    public static string ValueOf(long number) => new(Values[number % Variants]);
}
