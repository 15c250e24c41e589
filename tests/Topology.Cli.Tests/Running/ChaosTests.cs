using System.Globalization;
using Microsoft.Data.Sqlite;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Running;

/// <summary>The process is killed with kill -9 at random moments and started again, until it completes.</summary>
/// <remarks>Short here; the long form, in docs/exactly-once.md, sets the two variables.</remarks>
public class ChaosTests(ITestOutputHelper output)
{
    private const int Words = 5_000_000; // some seconds of work

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("TOPOLOGY_CHAOS_KILLS") ?? "3", CultureInfo.InvariantCulture);

    private readonly string _text = File.ReadAllText(Environment.GetEnvironmentVariable("TOPOLOGY_CHAOS_INPUT") ?? Command.Beside("chaos.txt")).TrimEnd('\n') + '\n';

    [Fact]
    public async Task When_the_process_is_killed_again_and_again_Then_each_word_is_counted_exactly_once()
    {
        using var folder = new TemporaryFolder();

        var counts = await CountAsync(folder, "EffectivelyOnce");

        Assert.Equal(Truth(), counts);
    }

    [Fact]
    public async Task When_delivery_is_at_least_once_Then_no_word_is_missing()
    {
        using var folder = new TemporaryFolder();

        var counts = await CountAsync(folder, "AtLeastOnce");

        Assert.All(Truth(), pair => Assert.True(counts.GetValueOrDefault(pair.Key) >= pair.Value, $"{pair.Key}: {counts.GetValueOrDefault(pair.Key)} of {pair.Value}"));
    }

    private async Task<SortedDictionary<string, long>> CountAsync(TemporaryFolder folder, string guarantee)
    {
        folder.Write("input.txt", string.Concat(Enumerable.Repeat(_text, Repeats)));
        var random = new Random();
        for (var kills = 0; ; kills++)
        {
            using var process = Start(folder, guarantee); // Dispose kills it
            await process.PrintedAsync("starts; ");
            if (kills < Kills && !await process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(100, 1000))))
                continue;
            var result = await process.EndedAsync();
            Assert.True(result.ExitCode == ExitCode.Completed, $"{result.Output}\n{result.Error}");
            output.WriteLine($"{guarantee}: completed after {kills} kills");
            return Read(Path.Combine(folder.FullName, "words.db"));
        }
    }

    private static CommandProcess Start(TemporaryFolder folder, string guarantee) => CommandProcess.Start(
        "run", Command.Beside("WordCountExactlyOnce.dll"), "--data", Path.Combine(folder.FullName, "data"), "--set", $"topology.delivery.guarantee={guarantee}",
        "--", "--input", Path.Combine(folder.FullName, "input.txt"), "--output", Path.Combine(folder.FullName, "words.db"));

    private int Repeats => Words / (int)Counts().Values.Sum() + 1;

    private SortedDictionary<string, long> Truth()
    {
        var repeats = Repeats;
        return new(Counts().ToDictionary(pair => pair.Key, pair => pair.Value * repeats), StringComparer.Ordinal);
    }

    private SortedDictionary<string, long> Counts()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var start = -1;
        for (var i = 0; i < _text.Length; i++)
        {
            if (char.IsAsciiLetter(_text[i]))
            {
                start = start < 0 ? i : start;
                continue;
            }
            if (start >= 0)
                counts[_text[start..i].ToLowerInvariant()] = counts.GetValueOrDefault(_text[start..i].ToLowerInvariant()) + 1;
            start = -1;
        }
        return counts;
    }

    private static SortedDictionary<string, long> Read(string file)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT word, count FROM words";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        return counts;
    }
}
