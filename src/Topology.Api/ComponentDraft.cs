using Topology.Engine;

namespace Topology;

/// <summary>What has been said about a component so far; changed by its declarer, read at each build.</summary>
internal sealed class ComponentDraft(string id, ComponentKind kind, Func<Component> factory, int parallelism)
{
    public string Id { get; } = id;

    public ComponentKind Kind { get; } = kind;

    public List<SubscriptionSpec> Subscriptions { get; } = [];

    public Dictionary<string, string> Configuration { get; } = new(StringComparer.Ordinal);

    /// <summary>One at most is right.</summary>
    public List<EventTimeSpec> EventTimes { get; } = [];

    public int? Tasks { get; set; }

    public TimeSpan? TickInterval { get; set; }

    public int? MaxSpoutPending { get; set; }

    public double CpuLoad { get; set; } = ComponentSpec.DefaultCpuLoad;

    public double MemoryLoad { get; set; } = ComponentSpec.DefaultMemoryLoad;

    public bool DedicatedThread { get; set; }

    /// <summary>The shape of the windows, or all about them; null: not given.</summary>
    public WindowSpec? Window { get; set; }

    /// <summary>What was said about them beside it.</summary>
    public List<Func<WindowSpec, WindowSpec>> WindowOptions { get; } = [];

    /// <summary>Asks a new instance for its streams; a failure is added to the mistakes and leaves the spec without streams.</summary>
    public ComponentSpec ToSpec(List<string> mistakes, HashSet<string> undeclared)
    {
        var (component, streams) = Declare(mistakes, undeclared);
        if (EventTimes.Count > 1)
            mistakes.Add($"Component \"{Id}\" declares its event time {EventTimes.Count} times; once is all it can.");
        var tasks = Tasks ?? parallelism;
        return new ComponentSpec
        {
            Id = Id,
            Kind = Kind,
            Factory = factory,
            Executors = Math.Min(parallelism, tasks),
            Tasks = tasks,
            Streams = streams,
            Subscriptions = [.. Subscriptions
                .OrderBy(item => item.Component, StringComparer.Ordinal)
                .ThenBy(item => item.Stream, StringComparer.Ordinal)],
            TickInterval = TickInterval,
            MaxSpoutPending = MaxSpoutPending,
            CpuLoad = CpuLoad,
            MemoryLoad = MemoryLoad,
            DedicatedThread = DedicatedThread,
            IsStateful = component is IStatefulComponent,
            IsTimed = component is ITimedBolt or IWatermarkListener,
            EventTime = EventTimes.FirstOrDefault(),
            IsWindowed = component is IWindowedBolt,
            HasWindowOptions = WindowOptions.Count > 0,
            Window = Window is null ? null : WindowOptions.Aggregate(Window, (window, option) => option(window)),
            Configuration = new Dictionary<string, string>(Configuration, StringComparer.Ordinal),
        };
    }

    private (Component? Component, SortedDictionary<string, StreamSpec> Streams) Declare(List<string> mistakes, HashSet<string> undeclared)
    {
        var declarer = new OutputFieldsDeclarer();
        try
        {
            var component = factory() ?? throw new InvalidOperationException("its factory returned null");
            component.DeclareOutputFields(declarer);
            return (component, new(declarer.Streams.ToDictionary(), StringComparer.Ordinal)); // a copy: the component may have kept the declarer
        }
        catch (Exception error)
        {
            mistakes.Add($"Component \"{Id}\" failed to declare its output fields: {error.GetType().Name}: {error.Message}");
            undeclared.Add(Id);
            return (null, new(StringComparer.Ordinal));
        }
    }
}
