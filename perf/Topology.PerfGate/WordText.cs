using System.Text;

namespace Topology.PerfGate;

/// <summary>A text in memory for the word count: the same in every run.</summary>
/// <remarks>1,000 lines of 10 words drawn from 2,000 made-up ones of 2 to 9 letters. The square of an even draw favours the
/// first words, as a real text does: the most frequent makes up about 2 % of it.</remarks>
internal static class WordText
{
    private const int Seed = 20_000;
    private const int Vocabulary = 2000;
    private const int LineCount = 1000;
    private const int WordsPerLine = 10;

    public static string[] Lines { get; } = Make();

    /// <summary>The words of a line: the splitter's work on both sides.</summary>
    public static string[] Split(string line) => line.Split(' ');

    private static string[] Make()
    {
        var random = new Random(Seed);
        var words = Enumerable.Range(0, Vocabulary).Select(_ => Word(random)).ToArray();
        return [.. Enumerable.Range(0, LineCount).Select(_ => Line(random, words))];
    }

    private static string Line(Random random, string[] words) =>
        string.Join(' ', Enumerable.Range(0, WordsPerLine).Select(_ => words[(int)(Math.Pow(random.NextDouble(), 2) * words.Length)]));

    private static string Word(Random random)
    {
        var word = new StringBuilder();
        for (var letters = random.Next(2, 10); letters > 0; letters--)
            word.Append((char)random.Next('a', 'z' + 1));
        return word.ToString();
    }
}
