using System.Reflection;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>The programs of the pages about streams, windows and event time are in files of this project, so they compile; here they run and are compared with the pages.</summary>
[Collection("console")]
public class DocumentedTests
{
    private static readonly string Root =
        typeof(DocumentedTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryFolder").Value!; // set by the project file

    [Theory]
    [InlineData("docs/streams.md", 2, "WordCount.cs", "Trends.cs")]
    [InlineData("docs/windows.md", 2, "Windows.cs")]
    [InlineData("docs/event-time.md", 1, "Windows.cs")]
    public void Every_program_of_the_page_is_in_a_file_that_is_tested_here(string page, int count, params string[] files)
    {
        var tested = files.Select(file => Plain(File.ReadAllText(Path.Combine(Root, "tests/Topology.Streams.Tests/Documented", file)))).ToArray();
        var programs = Programs(File.ReadAllText(Path.Combine(Root, page))).ToArray();

        Assert.Equal(count, programs.Length);
        Assert.All(programs, program => Assert.Contains(tested, file => file.Contains(Plain(program), StringComparison.Ordinal)));
    }

    [Fact]
    public void Windows_count_each_word_of_20_seconds_every_10()
    {
        var feeder = new Feeder(new Fields("word", "time"));
        var builder = new TopologyBuilder();
        Documented.Windows.Write(builder, feeder);
        using var topology = new SimulatedTopology(builder.Build());
        foreach (var (word, second) in new[] { ("a", 3), ("b", 5), ("a", 14), ("a", 12) })
            feeder.Feed(second, word, Value.From(DateTime.UnixEpoch.AddSeconds(second)));
        feeder.Complete();

        topology.RunToCompletion();

        Assert.Empty(topology.Errors);
        Assert.Equal(["a 10 1", "a 20 3", "a 30 2", "b 10 1", "b 20 1"], topology.Emitted("count")
            .Select(tuple => $"{tuple.Values[0].AsString()} {(tuple.Values[1].AsDateTime() - DateTime.UnixEpoch).TotalSeconds} {tuple.Values[2].AsInt64()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readings_carry_their_event_time()
    {
        var (feeder, times) = (new Feeder(new Fields("sensor", "time")), new List<DateTime?>());
        var builder = new TopologyBuilder();
        Documented.Windows.WriteReadings(builder, feeder, () => new Seen(times));
        using var topology = new SimulatedTopology(builder.Build());
        feeder.Feed(1, "s", Value.From(DateTime.UnixEpoch.AddSeconds(7)));
        feeder.Complete();

        topology.RunToCompletion();

        Assert.Empty(topology.Errors);
        Assert.Equal([DateTime.UnixEpoch.AddSeconds(7)], times);
    }

    private sealed class Seen(List<DateTime?> times) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Execute(StreamTuple input, BasicOutputCollector collector) => times.Add(input.EventTime);
    }

    [Fact]
    public void WordCount_prints_the_count_of_each_word_as_it_grows() => Assert.Equal(
        ["be 1", "be 2", "or 1", "to 1", "to 2"], Printed("to be or to be", (streams, path) => new WordCount().Define(streams, new TopologyArguments(new Dictionary<string, string> { ["input"] = path }))));

    [Fact]
    public void Trends_prints_a_ranking_of_each_window() => Assert.Equal(
        ["12:00:10 #a 2, #b 1", "12:00:20 #a 3, #b 1", "12:00:30 #a 1"],
        Printed("2026-11-24T12:00:01Z #a #b\n2026-11-24T12:00:04Z #a\n2026-11-24T12:00:15Z x #a\n", Documented.Trends.Write));

    private static string[] Printed(string input, Action<StreamBuilder, string> write)
    {
        var path = Path.GetTempFileName();
        var (before, printed) = (Console.Out, new StringWriter());
        try
        {
            File.WriteAllText(path, input);
            var program = new StreamBuilder();
            write(program, path);
            using var topology = new SimulatedTopology(program.Build(), options: new SimulationOptions { Serializer = new PlainJson() });
            Console.SetOut(printed);
            topology.RunToCompletion();
            Assert.Empty(topology.Errors);
        }
        finally
        {
            Console.SetOut(before);
            File.Delete(path);
        }
        return [.. printed.ToString().Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Programs(string page) => page.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

    // Without indentation, which the file has by the class around it, and without the new of a spout or bolt that the test makes otherwise.
    private static string Plain(string program) =>
        string.Join('\n', program.Replace("=> new ", "=> ", StringComparison.Ordinal).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
