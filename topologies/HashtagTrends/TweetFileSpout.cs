using Topology;

namespace HashtagTrends;

/// <summary>The lines of a file, blank ones left out; completes when all have been acknowledged.</summary>
public sealed class TweetFileSpout(string path) : LineSpout
{
    private StreamReader? reader;

    protected override bool AtEnd => reader is null;

    public override void Cleanup() => Close();

    protected override void Open(TopologyContext context, SpoutOutputCollector collector) => reader = new StreamReader(path);

    protected override string? NextLine()
    {
        while (reader?.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                return line;
        }

        Close();
        return null;
    }

    private void Close()
    {
        reader?.Dispose();
        reader = null;
    }
}
