using System.Globalization;

namespace Topology.Testing.Tests.Windows;

/// <summary>Emits one tuple a window: its ids, those new and those that have left.</summary>
internal sealed class FrameBolt : WindowedBolt
{
    private OutputCollector? _collector;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        declarer.Declare(new Fields("all", "new", "expired"));
        declarer.DeclareStream("late", new Fields("id", "key", "time"));
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(WindowFrame window) =>
        _collector!.Emit(Ids(window.Tuples), Ids(window.New), Ids(window.Expired)); // set by Prepare

    private static string Ids(IEnumerable<StreamTuple> tuples) => string.Join(' ', tuples.Select(tuple => tuple.GetInt32(0)));
}

/// <summary>Counts the tuples of each key and window.</summary>
internal sealed class CountBolt(bool subtracts = false) : WindowedBolt<long>
{
    private OutputCollector? _collector;

    public override bool CanSubtract => subtracts;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "end", "count"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override long CreateAccumulator() => 0;

    public override long Add(long accumulator, StreamTuple input) => accumulator + 1;

    public override long Merge(long left, long right) => left + right;

    public override long Subtract(long total, long leaving) => total - leaving;

    public override void Execute(WindowFrame<long> window) => _collector!.Emit(window.Key, window.End, window.Value); // set by Prepare
}

/// <summary>A topology with one windowed bolt, fed by hand: (id, key, milliseconds since 1970).</summary>
internal sealed class WindowBench : IDisposable
{
    private readonly Feeder _feeder = new(new Fields("id", "key", "time"));
    private int _seen;
    private int _lastId;

    public WindowBench(Func<Bolt> bolt, Action<BoltDeclarer> declare, TimeSpan? lag = null, TopologyConfig? config = null, bool eventTime = true, SimulationOptions? options = null, Fields? grouping = null)
    {
        var builder = new TopologyBuilder();
        var source = builder.SetSpout("source", _feeder.CreateSpout);
        if (eventTime)
            source.WithEventTime("time", WatermarkStrategy.BoundedOutOfOrderness(lag ?? TimeSpan.Zero));
        declare(builder.SetBolt("windows", bolt).FieldsGrouping("source", grouping ?? new Fields("key")));
        Topology = new SimulatedTopology(builder.Build(), config, options);
    }

    public SimulatedTopology Topology { get; }

    public Feeder Feeder => _feeder;

    public int Acked => _feeder.Acked.Count;

    /// <summary>Feeds tuples of these times, with ids that count up from 1, one after the other.</summary>
    public WindowBench Feed(params ReadOnlySpan<int> times)
    {
        foreach (var time in times)
            Feed("k", time);
        return this;
    }

    public WindowBench Feed(string key, int time) => Feed(key, time, _lastId + 1);

    public WindowBench Feed(string key, int time, int id)
    {
        _lastId++;
        _feeder.Feed(_lastId, id, key, DateTime.UnixEpoch.AddMilliseconds(time));
        Topology.Advance(TimeSpan.FromMilliseconds(2));
        return this;
    }

    /// <summary>What the windowed bolt has emitted since this was asked last, values divided by bars.</summary>
    public string[] Take()
    {
        var all = Topology.Emitted("windows");
        string[] fresh = [.. all.Skip(_seen).Select(tuple => string.Join('|', tuple.Values.Select(Show)))];
        _seen = all.Count;
        return fresh;
    }

    public void Dispose() => Topology.Dispose();

    private static string Show(Value value) => value.ToObject() is DateTime time
        ? (time - DateTime.UnixEpoch).TotalMilliseconds.ToString(CultureInfo.InvariantCulture)
        : value.ToString();
}
