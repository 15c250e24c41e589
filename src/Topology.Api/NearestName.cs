namespace Topology;

/// <summary>Finds what somebody who misspelled a name most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits to the name, the ordinally first of equals; null when there is no candidate.</summary>
    public static string? Find(string name, IEnumerable<string> candidates) => candidates
        .OrderBy(candidate => Distance(name, candidate))
        .ThenBy(candidate => candidate, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The tail of an error message, empty when there is no candidate.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $"; the nearest is \"{nearest}\"" : "";

    /// <summary>Levenshtein distance, ignoring case.</summary>
    public static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var best = Math.Min(diagonal + (same ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = best;
            }
        }
        return row[right.Length];
    }
}
