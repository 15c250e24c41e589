using Topology.Engine;

namespace Topology.Connectors.Tests.Support;

/// <summary>One instance of a spout, driven by hand as the runtime drives it.</summary>
internal sealed class SpoutRun
{
    private readonly FakeStates _states;
    private int _seen;

    public SpoutRun(
        Spout spout, DeliveryGuarantee guarantee, Checkpoint? restored = null, int index = 0, int tasks = 1, TimeProvider? time = null, Action<Action>? post = null)
    {
        Spout = spout;
        _states = new FakeStates(restored);
        var context = Contexts.Of("source", guarantee, _states, index, tasks, time, post);
        spout.Prepare(context, Collector);
        ((IStatefulComponent)spout).InitState(context);
        spout.Activate();
    }

    public Spout Spout { get; }

    public RecordingSpoutCollector Collector { get; } = new();

    /// <summary>Lets it emit up to a number of tuples, until it has none.</summary>
    /// <returns>Ids and first values.</returns>
    public List<(long Id, Value Value)> Take(int most = int.MaxValue)
    {
        var taken = new List<(long, Value)>();
        while (taken.Count < most)
        {
            Spout.Execute();
            if (Collector.Emits.Count == _seen)
                break;
            var (id, values) = Collector.Emits[_seen++];
            taken.Add((id?.AsInt64() ?? -1, values[0]));
        }
        return taken;
    }

    public List<string> TakeTexts(int most = int.MaxValue) => [.. Take(most).Select(emit => emit.Value.AsString())];

    public Checkpoint Save(long id)
    {
        ((ICheckpointListener)Spout).BeforeCheckpoint(id);
        return new Checkpoint(id, _states.Content);
    }

    public void Completed(Checkpoint checkpoint) => ((ICheckpointListener)Spout).CheckpointCompleted(checkpoint.Id);
}
