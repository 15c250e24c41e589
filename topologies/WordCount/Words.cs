namespace WordCount;

/// <summary>
/// What a word is: a maximal run of the ASCII letters A to Z, lower-cased. The same words as
/// <c>LC_ALL=C tr 'A-Z' 'a-z' | LC_ALL=C grep -oE '[a-z]+'</c>, so every count can be checked with standard tools.
/// </summary>
public static class Words
{
    /// <summary>The words of one line, in order, repeated ones repeated.</summary>
    public static IEnumerable<string> In(string line)
    {
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
                // Only ASCII letters are in the run, so the invariant rule changes nothing but A to Z.
                yield return line[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }
}
