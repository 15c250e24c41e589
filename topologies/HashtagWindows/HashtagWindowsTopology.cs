using Microsoft.Extensions.Logging;
using Topology;
using Topology.Streams;

namespace HashtagWindows;

/// <summary>The most frequent hashtags of sliding windows of event time, of a file of tweets or of a TCP socket that sends them.</summary>
public sealed class HashtagWindowsTopology : StreamTopology
{
    public override string Name => "hashtag-windows";

    public override void Define(StreamBuilder streams, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "host", "port", "log", "top", "parallelism", "length", "slide", "lateness");
        var window = Sliding.Of(arguments.GetTimeSpan("length", TimeSpan.FromSeconds(20))).Every(arguments.GetTimeSpan("slide", TimeSpan.FromSeconds(10)));
        var lateness = arguments.GetTimeSpan("lateness", TimeSpan.FromSeconds(10));

        var tweets = Lines(streams, arguments).WithName("tweets")
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(Tweet.Parse)
            .Branch(tweet => tweet.Mistake is null, _ => true);

        tweets[0]
            .WithEventTime(tweet => tweet.At, WatermarkStrategy.BoundedOutOfOrderness(lateness))
            .SelectMany(tweet => tweet.Hashtags)
            .KeyBy(hashtag => hashtag)
            .Window(window)
            .Count().WithName("count").WithParallelism(arguments.GetInt32("parallelism", 2))
            .TopN(arguments.GetInt32("top", 10))
            .To(ranking => Console.Out.Write(Table.Of(ranking)));

        tweets[1].ForEachTask(context => tweet => context.Logger.LogWarning("{Mistake}", tweet.Mistake));
    }

    private static Stream<string> Lines(StreamBuilder streams, TopologyArguments arguments)
    {
        if (arguments.GetString("input") is not { } input)
        {
            var log = arguments.GetString("log", Path.Combine(Path.GetTempPath(), "hashtag-windows"));
            return streams.FromSocket(arguments.GetString("host", "127.0.0.1"), arguments.GetInt32("port", 5555), log);
        }
        var path = Path.GetFullPath(input);
        return File.Exists(path) ? streams.FromFile(path) : throw new TopologyArgumentException("input", $"--input: there is no file '{path}'.");
    }
}
