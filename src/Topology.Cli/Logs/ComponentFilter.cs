namespace Topology.Cli.Logs;

/// <summary>Keeps the lines of a log that name a component, with the indented lines that follow them, such as a stack trace. One log's lines in order.</summary>
internal sealed class ComponentFilter(string? component)
{
    private bool isKept;

    public bool Keeps(string line)
    {
        if (component is null)
            return true;

        var isContinued = line.Length > 0 && char.IsWhiteSpace(line[0]);
        if (!isContinued)
            isKept = Names(line, component);
        return isKept;
    }

    // As a word of its own: a component may be called "a".
    private static bool Names(string line, string component)
    {
        for (var at = line.IndexOf(component, StringComparison.Ordinal); at >= 0; at = line.IndexOf(component, at + 1, StringComparison.Ordinal))
        {
            var end = at + component.Length;
            if ((at == 0 || !IsOfName(line[at - 1])) && (end == line.Length || !IsOfName(line[end])))
                return true;
        }

        return false;
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';
}
