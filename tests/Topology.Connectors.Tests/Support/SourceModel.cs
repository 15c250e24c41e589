namespace Topology.Connectors.Tests.Support;

/// <summary>A source of numbers, and a sink whose memory is part of the checkpoints. When emits are tracked, every third number is lost on its way the first time.</summary>
internal sealed class SourceModel(Func<Spout> factory, bool isTracked)
{
    private readonly DeliveryGuarantee _guarantee = isTracked ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.EffectivelyOnce;
    private readonly List<long> _lost = []; // ids
    private readonly HashSet<long> _wasLost = [];
    private Checkpoint? _last;
    private int _seenByLast;
    private SpoutRun _run = new(factory(), isTracked ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.EffectivelyOnce);

    public List<long> Seen { get; } = [];

    public bool IsCompleted => _run.Collector.IsCompleted;

    public void Restart()
    {
        _run = new SpoutRun(factory(), _guarantee, _last);
        Seen.RemoveRange(_seenByLast, Seen.Count - _seenByLast);
        _lost.Clear();
        _wasLost.Clear();
    }

    public void Save() => (_last, _seenByLast) = (_run.Save((_last?.Id ?? 0) + 1), Seen.Count);

    public void FailLost(int most)
    {
        var failed = _lost.Take(most).ToArray();
        _lost.RemoveRange(0, failed.Length);
        foreach (var id in failed)
            _run.Spout.Fail(id, FailReason.Failed);
    }

    public void Receive(int most)
    {
        foreach (var (id, value) in _run.Take(most))
        {
            if (isTracked && value.AsInt64() % 3 == 0 && _wasLost.Add(id))
            {
                _lost.Add(id);
                continue;
            }
            Seen.Add(value.AsInt64());
            if (isTracked)
                _run.Spout.Ack(id);
        }
    }
}
