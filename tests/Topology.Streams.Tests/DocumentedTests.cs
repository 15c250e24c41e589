using System.Reflection;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>The programs of docs/streams.md are files of this project, so they compile; here they run and are compared with the page.</summary>
[Collection("console")]
public class DocumentedTests
{
    private static readonly string Root =
        typeof(DocumentedTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryFolder").Value!; // set by the project file

    [Fact]
    public void Every_program_of_the_page_is_a_file_that_is_tested_here()
    {
        var tested = new[] { "WordCount.cs", "Trends.cs" }.Select(file => Plain(File.ReadAllText(Path.Combine(Root, "tests/Topology.Streams.Tests/Documented", file)))).ToArray();
        var programs = Programs(File.ReadAllText(Path.Combine(Root, "docs/streams.md"))).ToArray();

        Assert.Equal(2, programs.Length);
        Assert.All(programs, program => Assert.Contains(tested, file => file.Contains(Plain(program), StringComparison.Ordinal)));
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

    // Without indentation, which the file has by the class around it.
    private static string Plain(string program) => string.Join('\n', program.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
