using Spectre.Console;

namespace Topology.Cli.Display;

/// <summary>A sheet as a table that fits a terminal: with borders where there is room for them, else without; texts give way, numbers never.</summary>
internal static class SheetTable
{
    /// <summary>A border and a blank on both sides of each cell, and one border more.</summary>
    private const int BorderPerColumn = 3;

    public static Table Of(Sheet sheet, int width)
    {
        var hasHeadings = sheet.Columns.Any(column => column.Heading.Length > 0);
        var hasBorder = hasHeadings && sheet.NaturalWidth + (BorderPerColumn * sheet.Columns.Count) + 1 <= width;
        var table = new Table().Border(hasBorder ? TableBorder.Rounded : TableBorder.None);
        table.ShowHeaders = hasHeadings;
        for (var i = 0; i < sheet.Columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(sheet.Columns[i].Heading));
            if (!hasBorder)
                column.Padding(0, 0, i == sheet.Columns.Count - 1 ? 0 : 2, 0);
            table.AddColumn(sheet.Columns[i].IsNumber ? column.NoWrap().RightAligned() : column);
        }

        foreach (var row in sheet.Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
