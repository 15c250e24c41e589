using Microsoft.Extensions.Logging;
using Topology;

namespace HashtagTrends;

/// <summary>
/// Emits each hashtag (see <see cref="Hashtags"/>) of a tweet. A malformed line is reported, counted and acknowledged:
/// sending it again would not mend it.
/// </summary>
public sealed class HashtagBolt : BasicBolt
{
    private TopologyContext? context;
    private long malformed;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("hashtag"));

    public override void Prepare(TopologyContext context) => this.context = context;

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        string text;
        try
        {
            text = Hashtags.TextOf(input.GetString(0));
        }
        catch (FormatException e)
        {
            malformed++;
            collector.ReportError(e);
            return;
        }

        foreach (var hashtag in Hashtags.In(text))
            collector.Emit(hashtag);
    }

    public override void Cleanup()
    {
        if (malformed > 0)
            context?.Logger.LogWarning("{Count} malformed lines left out by task {Task}.", malformed, context.ThisTaskId);
    }
}
