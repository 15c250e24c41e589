namespace Topology.Runtime.Routing;

/// <summary>Makes the chooser of one source task for one subscription.</summary>
public static class ChooserFactory
{
    /// <summary>Null for direct grouping, which leaves the choice to the emitter.</summary>
    /// <param name="subscription">Of the receiving bolt.</param>
    /// <param name="fields">Of the stream.</param>
    /// <param name="tasks">The receiving bolt's, ascending.</param>
    /// <param name="source">The emitting task's context.</param>
    /// <param name="random">The emitting executor's.</param>
    public static TaskChooser? Create(SubscriptionSpec subscription, Fields fields, IReadOnlyList<int> tasks, TopologyContext source, FastRandom random)
    {
        var grouping = subscription.Grouping;
        if (grouping.Kind == GroupingKind.Direct)
            return null;
        if (grouping.Kind == GroupingKind.Custom)
            return Custom(subscription, tasks, source);
        if (tasks.Count == 1)
            return new SingleChooser();
        return grouping.Kind switch
        {
            GroupingKind.Shuffle => new ShuffleChooser(Everyone(tasks), StableHash.Reduce((ulong)random.Next(), tasks.Count)),
            GroupingKind.LocalOrShuffle => LocalOrShuffle(tasks, source, random),
            GroupingKind.Fields => new FieldsChooser(Positions(grouping, fields), tasks.Count),
            GroupingKind.PartialKey => new PartialKeyChooser(Positions(grouping, fields), tasks.Count),
            GroupingKind.All => new AllChooser(tasks.Count),
            GroupingKind.Global => new SingleChooser(),
            GroupingKind.None => new RandomChooser(tasks.Count, random),
            _ => throw new ArgumentOutOfRangeException(nameof(subscription), grouping.Kind, "not a grouping"),
        };
    }

    private static CustomChooser Custom(SubscriptionSpec subscription, IReadOnlyList<int> tasks, TopologyContext source)
    {
        var grouping = subscription.Grouping.Custom!() // set for this kind
            ?? throw new InvalidOperationException($"The factory of the custom grouping of stream \"{subscription.Stream}\" of \"{subscription.Component}\" returned null.");
        grouping.Prepare(source, subscription.Stream, tasks);
        return new CustomChooser(grouping, source.ThisTaskId, tasks, $"stream \"{subscription.Stream}\" of \"{subscription.Component}\"");
    }

    private static ShuffleChooser LocalOrShuffle(IReadOnlyList<int> tasks, TopologyContext source, FastRandom random)
    {
        var local = source.WorkerTasks.ToHashSet();
        int[] candidates = [.. Enumerable.Range(0, tasks.Count).Where(i => local.Contains(tasks[i]))];
        if (candidates.Length == 0)
            candidates = Everyone(tasks);
        return new ShuffleChooser(candidates, StableHash.Reduce((ulong)random.Next(), candidates.Length));
    }

    private static int[] Everyone(IReadOnlyList<int> tasks) => [.. Enumerable.Range(0, tasks.Count)];

    private static int[] Positions(GroupingSpec grouping, Fields fields) => [.. grouping.Fields!.Select(fields.IndexOf)]; // set for these kinds
}
