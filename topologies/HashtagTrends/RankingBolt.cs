using Topology;

namespace HashtagTrends;

/// <summary>
/// Prints the ranking on each tick, once there is one, and at the orderly end. Exact, though it keeps only the first few: counts only grow,
/// so a hashtag that belongs in the ranking enters it with the very count that brings it there.
/// </summary>
public sealed class RankingBolt(int top, TextWriter output) : BasicBolt
{
    private readonly Rankings rankings = new(top);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        if (!input.IsTick)
            rankings.Update(input.GetString(0), input.GetInt64(1));
        else if (rankings.Entries.Count > 0)
            output.Write(rankings.ToText("Trending now"));
    }

    public override void Cleanup() => output.Write(rankings.ToText("Final ranking"));
}
