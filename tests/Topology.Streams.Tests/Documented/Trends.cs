namespace Topology.Streams.Tests.Documented;

internal static class Trends
{
    public static void Write(StreamBuilder streams, string path)
    {
        streams.FromFile(path)
            .Select(Tweet.Parse)
            .WithEventTime(tweet => tweet.At, WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(10)))
            .SelectMany(tweet => tweet.Hashtags)
            .KeyBy(hashtag => hashtag)
            .Window(Sliding.Of(TimeSpan.FromSeconds(20)).Every(TimeSpan.FromSeconds(10)))
            .Count()
            .TopN(10)
            .To(ranking => Console.Write(Table.Of(ranking)));
    }

    private sealed record Tweet(DateTime At, string[] Hashtags)
    {
        public static Tweet Parse(string line) => line.Split(' ') is [var at, .. var words]
            ? new(DateTime.Parse(at, null, System.Globalization.DateTimeStyles.AdjustToUniversal), [.. words.Where(word => word.StartsWith('#'))])
            : throw new FormatException(line);
    }

    private static class Table
    {
        public static string Of(Windowed<int, KeyValuePair<string, long>[]> ranking) =>
            $"{ranking.End:HH:mm:ss} {string.Join(", ", ranking.Value.Select(entry => $"{entry.Key} {entry.Value}"))}\n";
    }
}
