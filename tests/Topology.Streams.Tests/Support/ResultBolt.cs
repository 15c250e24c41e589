namespace Topology.Streams.Tests.Support;

/// <summary>What a sink has published: the greatest count of each word; and what it has prepared. Outlives the sink. One thread.</summary>
internal sealed class Results
{
    public Dictionary<string, long> Committed { get; } = [];

    public List<(long Checkpoint, Dictionary<string, long> Counts)> Prepared { get; } = [];

    public void Publish(Dictionary<string, long> counts)
    {
        foreach (var (word, count) in counts)
            Committed[word] = Math.Max(Committed.GetValueOrDefault(word), count);
    }
}

/// <summary>Publishes the counts of words with the checkpoint that holds them, or at once where there is none to wait for.</summary>
internal sealed class ResultBolt(Results results) : BasicBolt, ITransactionalSink
{
    private Dictionary<string, long> _open = [];
    private bool _isTransactional;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context) => _isTransactional = context.Config.Guarantee == DeliveryGuarantee.EffectivelyOnce;

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var (word, count) = (input.GetString(0), input.GetInt64(1));
        var target = _isTransactional ? _open : results.Committed;
        target[word] = Math.Max(target.GetValueOrDefault(word), count);
    }

    public void Begin() => _open = [];

    public void Prepare(long checkpointId) => results.Prepared.Add((checkpointId, _open));

    public void Commit(long checkpointId)
    {
        results.Prepared.Where(item => item.Checkpoint <= checkpointId).ToList().ForEach(item => results.Publish(item.Counts));
        results.Prepared.RemoveAll(item => item.Checkpoint <= checkpointId);
    }

    public void Abort() => results.Prepared.Clear();
}
