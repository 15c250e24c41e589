namespace Topology;

/// <summary>
/// Refines a bolt just added to a <see cref="TopologyBuilder"/> and subscribes it to streams. The source may be
/// declared later: it is looked up when the topology is built. Each stream can be subscribed to once. What is said of windows may come in any order.
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

    /// <summary>Gives a windowed bolt windows of equal length that follow each other. The last window given counts.</summary>
    /// <param name="length">More than zero.</param>
    public BoltDeclarer WithTumblingWindow(TimeSpan length) => Shape(WindowSpec.Tumbling(length));

    /// <summary>Gives a windowed bolt windows of so many tuples, one after the other.</summary>
    /// <param name="count">At least 1.</param>
    public BoltDeclarer WithTumblingWindow(int count) => Shape(WindowSpec.Tumbling(count));

    /// <summary>Gives a windowed bolt windows of a time, one after each slide.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="slide">More than zero, not more than the length.</param>
    public BoltDeclarer WithSlidingWindow(TimeSpan length, TimeSpan slide) => Shape(WindowSpec.Sliding(length, slide));

    /// <summary>Gives a windowed bolt the last tuples, each time that some more have come.</summary>
    /// <param name="count">Tuples in a window; at least 1.</param>
    /// <param name="slide">Tuples from window to window; at least 1, not more than the count.</param>
    public BoltDeclarer WithSlidingWindow(int count, int slide) => Shape(WindowSpec.Sliding(count, slide));

    /// <summary>Gives a windowed bolt the tuples of the last time, each time that some more have come.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="slide">Tuples from window to window; at least 1.</param>
    public BoltDeclarer WithSlidingWindow(TimeSpan length, int slide) => Shape(WindowSpec.Sliding(length, slide));

    /// <summary>Gives a windowed bolt the last tuples, after each slide in which some have come.</summary>
    /// <param name="count">Tuples in a window; at least 1.</param>
    /// <param name="slide">More than zero.</param>
    public BoltDeclarer WithSlidingWindow(int count, TimeSpan slide) => Shape(WindowSpec.Sliding(count, slide));

    /// <summary>Gives a windowed bolt sessions: tuples of a key that are less than a gap apart. Needs <see cref="WithWindowKey"/>.</summary>
    /// <param name="gap">More than zero.</param>
    public BoltDeclarer WithSessionWindow(TimeSpan gap) => Shape(WindowSpec.Session(gap));

    /// <summary>Gives a windowed bolt one window with everything; without a trigger, shown when all input has ended.</summary>
    public BoltDeclarer WithGlobalWindow() => Shape(WindowSpec.Global);

    /// <summary>Gives a windowed bolt the windows, with all that is said about them there.</summary>
    /// <param name="window">Replaces whatever was said before.</param>
    public BoltDeclarer WithWindow(WindowSpec window)
    {
        ArgumentNullException.ThrowIfNull(window);
        Draft.Window = window;
        Draft.WindowOptions.Clear();
        return this;
    }

    /// <summary>Each value of these fields has windows of its own; without it each task has. Group the input by the same fields, or the windows of a key are in several tasks.</summary>
    /// <param name="fields">Fields that every input stream has.</param>
    public BoltDeclarer WithWindowKey(params string[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Option(window => window with { KeyFields = [.. fields] });
    }

    /// <summary>Windows go by the clock even if tuples have an event time.</summary>
    public BoltDeclarer WithProcessingTime() => Option(window => window with { IsProcessingTime = true });

    /// <summary>Windows take tuples for so long after the watermark has passed their end.</summary>
    /// <param name="lateness">Not negative; default zero.</param>
    public BoltDeclarer WithAllowedLateness(TimeSpan lateness) => Option(window => window with { AllowedLateness = lateness });

    /// <summary>Emits tuples that are too late, with all their values, to a stream that the bolt declares; without it they are acked and counted.</summary>
    /// <param name="stream">With as many fields as each input stream.</param>
    /// <exception cref="ArgumentException">It is null or empty.</exception>
    public BoltDeclarer WithLateStream(string stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        return Option(window => window with { LateStream = stream });
    }

    /// <summary>Says when panes are shown; without it at the window's end, and with each tuple that comes later and is not too late.</summary>
    /// <param name="trigger">Of each window by itself.</param>
    public BoltDeclarer WithTrigger(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Option(window => window with { Trigger = trigger });
    }

    /// <summary>Says what a further pane of a window shows.</summary>
    /// <param name="accumulation">Default <see cref="Accumulation.Discarding"/>.</param>
    public BoltDeclarer WithAccumulation(Accumulation accumulation) => Option(window => window with { Accumulation = accumulation });

    private BoltDeclarer Shape(WindowSpec window)
    {
        Draft.Window = window;
        return this;
    }

    private BoltDeclarer Option(Func<WindowSpec, WindowSpec> option)
    {
        Draft.WindowOptions.Add(option);
        return this;
    }

    private BoltDeclarer Add(string component, string stream, GroupingSpec grouping)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentException.ThrowIfNullOrEmpty(stream);
        Draft.Subscriptions.Add(new SubscriptionSpec(component, stream, grouping));
        return this;
    }
}
