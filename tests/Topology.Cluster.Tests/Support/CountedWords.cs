using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Topology.Cluster.Tests.Support;

/// <summary>A text whose words are known, and the table that WordCountExactlyOnce makes of it.</summary>
internal sealed class CountedWords : IDisposable
{
    private const int WordsALine = 20;
    private const int DifferentWords = 500;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("topology-words-");

    /// <param name="words">About how many.</param>
    public CountedWords(int words)
    {
        using var file = File.CreateText(Input);
        for (var (line, left) = (0, words); left > 0; line++, left -= WordsALine)
        {
            for (var i = 0; i < WordsALine; i++)
                file.Write(Add($"w{Letters((line * 7 + i * i) % DifferentWords)}"));
            file.Write('\n');
        }

        string Add(string word)
        {
            Truth[word] = Truth.GetValueOrDefault(word) + 1;
            return " " + word;
        }
    }

    public string Input => Path.Combine(folder.FullName, "input.txt");

    public SortedDictionary<string, long> Truth { get; } = new(StringComparer.Ordinal);

    /// <summary>A database for the counts of one run, or of several that follow each other.</summary>
    public string Output(string name) => Path.Combine(folder.FullName, $"{name}.db");

    /// <summary>What stands in a database.</summary>
    public SortedDictionary<string, long> Read(string name)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Output(name), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT word, count FROM words";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        return counts;
    }

    public void Dispose() => folder.Delete(recursive: true);

    // The topology takes letters for words.
    private static string Letters(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
}
