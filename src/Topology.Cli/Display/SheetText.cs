using System.Text;

namespace Topology.Cli.Display;

/// <summary>A sheet for output that is redirected: a line a row, whatever its length, columns two blanks apart.</summary>
internal static class SheetText
{
    public static string Of(Sheet sheet)
    {
        var widths = sheet.Widths();
        var text = new StringBuilder();
        if (sheet.Columns.Any(column => column.Heading.Length > 0))
            Append([.. sheet.Columns.Select(column => column.Heading)]);
        foreach (var row in sheet.Rows)
            Append(row);
        return text.ToString();

        void Append(IReadOnlyList<string> cells)
        {
            var padded = cells.Select((cell, i) => sheet.Columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.Append(string.Join("  ", padded).TrimEnd().ReplaceLineEndings(" ")).Append('\n');
        }
    }
}
