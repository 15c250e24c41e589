using Spectre.Console;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>The table that is shown on a terminal.</summary>
internal static class ProgressTable
{
    /// <param name="title">Above it.</param>
    /// <param name="previous">The figures before, for the rates; null: there are none.</param>
    /// <param name="metrics">The figures now.</param>
    /// <param name="width">Of the terminal, in characters.</param>
    public static Table Of(string title, TopologyMetrics? previous, TopologyMetrics metrics, int width)
    {
        var isTimed = metrics.Components.Any(component => component.EventTime is not null);
        var isNarrow = width < (isTimed ? TableCells.TimedWidth : TableCells.FullWidth);
        var table = new Table().Border(isNarrow ? TableBorder.None : TableBorder.Rounded);
        table.Title = new TableTitle(Markup.Escape(title));
        table.Caption = new TableTitle(Markup.Escape(TupleTotals.Of(metrics).TrackedList()));
        var headings = TableCells.Headings(isNarrow, isTimed);
        for (var i = 0; i < headings.Count; i++)
        {
            var column = new TableColumn(headings[i]);
            if (isNarrow)
                column.Padding(0, 0, i == headings.Count - 1 ? 0 : 1, 0);
            table.AddColumn(i == 0 ? column : column.NoWrap().RightAligned()); // a long id gives way, a number never
        }

        foreach (var row in ComponentRow.Of(previous, metrics))
            table.AddRow([.. TableCells.Of(row, isNarrow, isTimed).Select(Markup.Escape)]);
        return table;
    }
}
