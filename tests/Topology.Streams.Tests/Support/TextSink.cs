namespace Topology.Streams.Tests.Support;

/// <summary>What a sink has published, and what it has prepared. Outlives the sink. One thread.</summary>
internal sealed class Texts
{
    public List<string> Committed { get; } = [];

    public List<(long Checkpoint, List<string> Items)> Prepared { get; } = [];

    public string[] Sorted => [.. Committed.Order(StringComparer.Ordinal)];
}

/// <summary>Publishes each text once, with the checkpoint that holds it.</summary>
internal sealed class TextSink(Texts texts) : BasicBolt, ITransactionalSink
{
    private List<string> _open = [];

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector) => _open.Add(input.GetString(0));

    public void Begin() => _open = [];

    public void Prepare(long checkpointId) => texts.Prepared.Add((checkpointId, _open));

    public void Commit(long checkpointId)
    {
        texts.Prepared.Where(item => item.Checkpoint <= checkpointId).ToList().ForEach(item => texts.Committed.AddRange(item.Items));
        texts.Prepared.RemoveAll(item => item.Checkpoint <= checkpointId);
    }

    public void Abort() => texts.Prepared.Clear();
}
