using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>What the stages of one task share. Made anew with each instance of the component; the executor's thread.</summary>
internal sealed class TaskScope(Segment segment, TopologyContext context)
{
    private readonly Dictionary<Operator, object> _joined = [];
    private readonly List<Action<TopologyContext>> _states = [];

    public Segment Segment => segment;

    public TopologyContext Context => context;

    public Blame Blame { get; } = new(segment.Operators);

    public CallMark MarkOf(Operator item) => Blame.MarkOf(item);

    /// <summary>Where the chain emits; set before the first element.</summary>
    public BasicOutputCollector? Output { get; set; }

    /// <summary>The name of an operator's state.</summary>
    public string NameOf(Operator item) => segment.NameOf(item);

    /// <summary>When the element on its way happened, if an operator of this component has said so; null: it could not.</summary>
    public Value EventTime { get; set; }

    /// <summary>How many tuples with an event time the task has emitted.</summary>
    public long TimedEmits { get; set; }

    /// <summary>The stage of an operator that several others lead to: made once.</summary>
    public Stage<T> Joined<T>(Operator key, Func<Stage<T>> make) => Shared(key, make);

    /// <summary>What an operator has once in the task, whichever of its inputs asks for it.</summary>
    public TShared Shared<TShared>(Operator key, Func<TShared> make)
        where TShared : class
    {
        if (_joined.TryGetValue(key, out var made))
            return (TShared)made;
        var shared = make();
        _joined.Add(key, shared);
        return shared;
    }

    /// <summary>Asks for a call once there is state.</summary>
    public void NeedsState(Action<TopologyContext> take) => _states.Add(take);

    public void InitState() => _states.ForEach(take => take(context));
}
