namespace Topology.Streams.Planning;

/// <summary>Finds what is wrong with a program, all of it at once.</summary>
internal static class ProgramMistakes
{
    public static IReadOnlyList<string> Of(StreamProgram program)
    {
        var mistakes = new List<string>();
        if (program.Operators.Count == 0)
            mistakes.Add("The program has no stream: begin one with StreamBuilder.From and end it with To.");
        foreach (var item in program.Operators)
        {
            mistakes.AddRange(item.Mistakes());
            if (item.HasOutput && !program.Operators.Any(other => other.Inputs.Contains(item)))
                mistakes.Add($"{item.Shown} gives elements that nobody takes: end the stream with To, or remove it.");
        }
        foreach (var same in program.Operators.Where(item => item.Name is not null).GroupBy(item => item.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            mistakes.Add($"Several operators are named \"{same.Key}\": {string.Join(", ", same.Select(item => item.Shown))}; give each a name of its own.");
        return mistakes;
    }
}
