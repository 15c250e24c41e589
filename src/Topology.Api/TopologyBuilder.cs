namespace Topology;

/// <summary>Collects the components of a topology and checks them together. Not safe for several threads at once.</summary>
public sealed class TopologyBuilder
{
    private readonly List<ComponentDraft> _drafts = [];

    /// <summary>Adds a source of tuples.</summary>
    /// <param name="id">Unique in the topology, not empty, not starting with two underscores.</param>
    /// <param name="factory">Makes a new instance for each task, and one for each build to ask for its streams; never null results.</param>
    /// <param name="parallelism">How many executors, and tasks unless set otherwise; at least 1.</param>
    /// <exception cref="ArgumentException">The id is empty or taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The parallelism is less than 1.</exception>
    public SpoutDeclarer SetSpout(string id, Func<Spout> factory, int parallelism = 1) =>
        new(Add(id, ComponentKind.Spout, factory, parallelism));

    /// <summary>Adds a bolt; subscribe it with the result.</summary>
    /// <param name="id">Unique in the topology, not empty, not starting with two underscores.</param>
    /// <param name="factory">Makes a new instance for each task, and one for each build to ask for its streams; never null results.</param>
    /// <param name="parallelism">How many executors, and tasks unless set otherwise; at least 1.</param>
    /// <exception cref="ArgumentException">The id is empty or taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The parallelism is less than 1.</exception>
    public BoltDeclarer SetBolt(string id, Func<Bolt> factory, int parallelism = 1) =>
        new(Add(id, ComponentKind.Bolt, factory, parallelism));

    /// <summary>Adds a bolt that is one method: what it emits is anchored to the input, which is acked when it returns.</summary>
    /// <param name="id">Unique in the topology, not empty, not starting with two underscores.</param>
    /// <param name="output">The fields of the stream <see cref="StreamIds.Default"/>; empty: the bolt emits nothing.</param>
    /// <param name="body">Called for each input; all tasks share it and call it from their own threads at once. A <see cref="FailedException"/> fails the input.</param>
    /// <param name="parallelism">How many executors, and tasks unless set otherwise; at least 1.</param>
    /// <exception cref="ArgumentException">The id is empty or taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The parallelism is less than 1.</exception>
    public BoltDeclarer SetBolt(string id, Fields output, Action<StreamTuple, BasicOutputCollector> body, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(body);
        return SetBolt(id, () => new LambdaBolt(output, body), parallelism);
    }

    /// <summary>Makes one instance of every component to ask for its streams, and checks the whole graph. May be called again; later changes do not reach earlier results.</summary>
    /// <exception cref="InvalidTopologyException">The graph cannot run; every mistake is listed.</exception>
    public TopologySpec Build()
    {
        var mistakes = new List<string>();
        var undeclared = new HashSet<string>(StringComparer.Ordinal);
        var components = _drafts
            .OrderBy(draft => draft.Id, StringComparer.Ordinal)
            .Select(draft => draft.ToSpec(mistakes, undeclared))
            .ToList();
        mistakes.AddRange(TopologyValidator.Validate(components, undeclared));
        if (mistakes.Count > 0)
            throw new InvalidTopologyException(mistakes);
        return new TopologySpec(components.Select(WithoutSystemStreams));
    }

    private static ComponentSpec WithoutSystemStreams(ComponentSpec component) => component with
    {
        Subscriptions = [.. component.Subscriptions.Where(item => item.Stream != StreamIds.System)],
    };

    private ComponentDraft Add(string id, ComponentKind kind, Func<Component> factory, int parallelism)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        if (_drafts.Find(draft => draft.Id == id) is { } taken)
            throw new ArgumentException($"A {taken.Kind.ToString().ToLowerInvariant()} has already been declared with the id \"{id}\".", nameof(id));
        var added = new ComponentDraft(id, kind, factory, parallelism);
        _drafts.Add(added);
        return added;
    }
}
