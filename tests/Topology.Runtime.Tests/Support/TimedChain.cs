namespace Topology.Runtime.Tests.Support;

/// <summary>Spout "s" (and "t", if asked for) with event time → bolt "b" → bolt "c", both of which note what they are told.</summary>
internal sealed class TimedChain : IDisposable
{
    private readonly Queue<Value> _values = new();
    private readonly Queue<Value> _others = new();
    private readonly Queue<Value> _untimed = new();
    private readonly Queue<Value> _again = new();
    private readonly Dictionary<Value, Value> _emitted = [];
    private TestTopology? _topology;

    public TimedProbe Bolt { get; } = new(emits: true);

    public TimedProbe Sink { get; } = new(emits: false);

    public Action<SpoutDeclarer> Declare { get; set; } = spout => spout.WithEventTime("time");

    public Action<BoltDeclarer> ShapeBolt { get; set; } = _ => { };

    public Action<ProbeSpout> OnEmpty { get; set; } = _ => { };

    public TopologyConfig Config { get; set; } = new();

    /// <summary>Emits are tracked, with their number as id.</summary>
    public bool IsTracked { get; set; }

    public bool HasSecondSource { get; set; }

    /// <summary>Another source "u", whose tuples have no event time; tracked like the others.</summary>
    public bool HasUntimedSource { get; set; }

    public SpoutProbe Spout { get; } = new("time");

    public TestTopology Topology => _topology ??= new TestTopology(Define, Config);

    /// <summary>Seconds since 1970.</summary>
    public static DateTime At(double second) => DateTime.UnixEpoch.AddSeconds(second);

    /// <summary>The first source's next value.</summary>
    public void Emit(Value time) => _values.Enqueue(time);

    /// <summary>What was emitted under an id is emitted under it again.</summary>
    public void EmitAgain(Value id) => _again.Enqueue(id);

    /// <summary>The next value of the source without event time.</summary>
    public void EmitUntimed(Value value) => _untimed.Enqueue(value);

    /// <summary>The second source's next value.</summary>
    public void EmitOther(Value time) => _others.Enqueue(time);

    public TestTopology Start() => Topology.Start();

    public void Dispose() => _topology?.Dispose();

    private void Define(TopologyBuilder builder)
    {
        Declare(builder.SetSpout("s", Source(Spout, _values).Create));
        var bolt = builder.SetBolt("b", Bolt.Create).ShuffleGrouping("s");
        ShapeBolt(bolt);
        if (HasSecondSource)
        {
            Declare(builder.SetSpout("t", Source(new SpoutProbe("time"), _others).Create));
            bolt.ShuffleGrouping("t");
        }
        if (HasUntimedSource)
        {
            builder.SetSpout("u", UntimedSource().Create);
            bolt.ShuffleGrouping("u");
        }
        builder.SetBolt("c", Sink.Create).ShuffleGrouping("b");
    }

    private SpoutProbe UntimedSource() => new("time")
    {
        OnExecute = spout =>
        {
            if (_untimed.TryDequeue(out var value))
                spout.Collector.EmitWithId(value, value);
        },
        OnFail = (_, id, _) => _untimed.Enqueue(id),
    };

    private SpoutProbe Source(SpoutProbe probe, Queue<Value> values)
    {
        var id = 0;
        probe.OnExecute = spout =>
        {
            if (_again.TryDequeue(out var again))
                spout.Collector.EmitWithId(again, _emitted[again]);
            else if (!values.TryDequeue(out var value))
                OnEmpty(spout);
            else if (IsTracked)
                spout.Collector.EmitWithId(id, _emitted[id++] = value);
            else
                spout.Collector.Emit(value);
        };
        return probe;
    }
}
