namespace Topology;

/// <summary>
/// Refines a bolt just added to a <see cref="TopologyBuilder"/> and subscribes it to streams. The source may be
/// declared later: it is looked up when the topology is built. Each stream can be subscribed to once.
/// </summary>
public sealed class BoltDeclarer : ComponentDeclarer<BoltDeclarer>
{
    internal BoltDeclarer(ComponentDraft draft)
        : base(draft)
    {
    }

    /// <summary>Each tuple goes to one task, evenly.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer ShuffleGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.Shuffle));

    /// <summary>Each tuple goes to one task, evenly, among those in the emitter's worker when there are any.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer LocalOrShuffleGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.LocalOrShuffle));

    /// <summary>Each tuple goes to every task.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer AllGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.All));

    /// <summary>Each tuple goes to the task with the lowest id.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer GlobalGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.Global));

    /// <summary>Each tuple goes to one task at random.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer NoneGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.None));

    /// <summary>Tuples with equal values of these fields go to the same task. Reads the stream <see cref="StreamIds.Default"/>.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="fields">Fields of that stream, at least one, in the order they are hashed.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer FieldsGrouping(string component, Fields fields) =>
        FieldsGrouping(component, StreamIds.Default, fields);

    /// <summary>Tuples with equal values of these fields go to the same task.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <param name="fields">Fields of that stream, at least one, in the order they are hashed.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer FieldsGrouping(string component, string stream, Fields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Add(component, stream, new GroupingSpec(GroupingKind.Fields, fields));
    }

    /// <summary>Tuples with equal values of these fields are shared by two tasks, for keys of very uneven weight. Reads the stream <see cref="StreamIds.Default"/>.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="fields">Fields of that stream, at least one, in the order they are hashed.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer PartialKeyGrouping(string component, Fields fields) =>
        PartialKeyGrouping(component, StreamIds.Default, fields);

    /// <summary>Tuples with equal values of these fields are shared by two tasks, for keys of very uneven weight.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <param name="fields">Fields of that stream, at least one, in the order they are hashed.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer PartialKeyGrouping(string component, string stream, Fields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Add(component, stream, new GroupingSpec(GroupingKind.PartialKey, fields));
    }

    /// <summary>Each tuple goes to the task the emitter names.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream the source declares as direct.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer DirectGrouping(string component, string stream = StreamIds.Default) =>
        Add(component, stream, new GroupingSpec(GroupingKind.Direct));

    /// <summary>Each tuple goes to the tasks the grouping chooses. Reads the stream <see cref="StreamIds.Default"/>.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="factory">Makes one grouping for each source task; called on that task's thread, in every worker.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer CustomGrouping(string component, Func<ICustomGrouping> factory) =>
        CustomGrouping(component, StreamIds.Default, factory);

    /// <summary>Each tuple goes to the tasks the grouping chooses.</summary>
    /// <param name="component">The id of the source.</param>
    /// <param name="stream">A stream of the source.</param>
    /// <param name="factory">Makes one grouping for each source task; called on that task's thread, in every worker.</param>
    /// <exception cref="ArgumentException">An argument is null or an id is empty.</exception>
    public BoltDeclarer CustomGrouping(string component, string stream, Func<ICustomGrouping> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(component, stream, new GroupingSpec(GroupingKind.Custom, Custom: factory));
    }

    private BoltDeclarer Add(string component, string stream, GroupingSpec grouping)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentException.ThrowIfNullOrEmpty(stream);
        Draft.Subscriptions.Add(new SubscriptionSpec(component, stream, grouping));
        return this;
    }
}
