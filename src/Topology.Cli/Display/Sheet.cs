namespace Topology.Cli.Display;

/// <summary>Rows of texts under headings, to be shown as a table or as plain lines.</summary>
/// <param name="Columns">From left to right.</param>
/// <param name="Rows">Each with as many texts as there are columns.</param>
internal sealed record Sheet(IReadOnlyList<SheetColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The width in which nothing needs to be broken, without borders and gaps.</summary>
    public int NaturalWidth => Widths().Sum();

    public int[] Widths() => [.. Columns.Select((column, i) => Rows.Select(row => row[i].Length).Append(column.Heading.Length).Max())];
}

/// <summary>A column.</summary>
/// <param name="Heading">Above it; empty in all columns: there is no line of headings.</param>
/// <param name="IsNumber">Aligned to the right and never broken.</param>
internal sealed record SheetColumn(string Heading, bool IsNumber = false);
