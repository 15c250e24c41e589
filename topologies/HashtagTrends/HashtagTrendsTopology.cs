using Topology;

namespace HashtagTrends;

/// <summary>Ranks the hashtags of a stream of tweets: of a file of JSON lines, or of a TCP socket that sends such lines.</summary>
public sealed class HashtagTrendsTopology : TopologyDefinition
{
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultPort = 5555;
    public const int DefaultTop = 10;
    public const int DefaultTickSeconds = 5;

    public override string Name => "hashtag-trends";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "host", "port", "top", "tick", "parallelism");
        var top = InRange(arguments, "top", DefaultTop, int.MaxValue);
        var tick = TimeSpan.FromSeconds(InRange(arguments, "tick", DefaultTickSeconds, 86_400));
        var parallelism = InRange(arguments, "parallelism", 2, 1024);

        builder.SetSpout("tweets", Source(arguments));
        builder.SetBolt("hashtags", () => new HashtagBolt(), parallelism).ShuffleGrouping("tweets");
        builder.SetBolt("count", () => new CountBolt(), parallelism).FieldsGrouping("hashtags", new Fields("hashtag"));
        builder.SetBolt("ranking", () => new RankingBolt(top, Console.Out)).GlobalGrouping("count").SetTickInterval(tick);
    }

    private static Func<Spout> Source(TopologyArguments arguments)
    {
        var input = arguments.GetString("input", "");
        if (input.Length == 0)
        {
            var host = arguments.GetString("host", DefaultHost);
            var port = InRange(arguments, "port", DefaultPort, 65_535);
            return () => new TweetSocketSpout(host, port);
        }

        var path = Path.GetFullPath(input);
        if (!File.Exists(path))
            throw new TopologyArgumentException("input", $"--input: there is no file '{path}'.");

        return () => new TweetFileSpout(path);
    }

    private static int InRange(TopologyArguments arguments, string name, int defaultValue, int most)
    {
        var value = arguments.GetInt32(name, defaultValue);
        return value >= 1 && value <= most
            ? value
            : throw new TopologyArgumentException(name, $"--{name} must be between 1 and {most}, not {value}.");
    }
}
