using Topology;

namespace WordCountExactlyOnce;

/// <summary>Emits the words of a line: runs of the letters A to Z, in lower case.</summary>
public sealed class SplitBolt : BasicBolt
{
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var line = input.GetString(0);
        var start = -1;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && char.IsAsciiLetter(line[i]))
            {
                if (start < 0)
                    start = i;
            }
            else if (start >= 0)
            {
                collector.Emit(line[start..i].ToLowerInvariant());
                start = -1;
            }
        }
    }
}
