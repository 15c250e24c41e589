namespace Topology.Cli.Graphs;

/// <summary>A subscription in words: <c>fields(word)</c>, <c>shuffle</c>, with the stream where it is not the default one.</summary>
internal static class GroupingText
{
    public static string Of(GroupingSpec grouping)
    {
        var kind = char.ToLowerInvariant(grouping.Kind.ToString()[0]) + grouping.Kind.ToString()[1..];
        return grouping.Fields is { } fields ? $"{kind}({string.Join(", ", fields)})" : kind;
    }

    public static string Of(SubscriptionSpec subscription) => subscription.Stream == StreamIds.Default
        ? Of(subscription.Grouping)
        : $"{subscription.Stream}: {Of(subscription.Grouping)}";

    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
