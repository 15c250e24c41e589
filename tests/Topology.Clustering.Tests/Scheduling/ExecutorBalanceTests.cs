using CsCheck;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

/// <summary>Balance with the fewest moves, against trying everything.</summary>
public class ExecutorBalanceTests
{
    private static readonly Gen<int[,]> Placed = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3]).SelectMany((components, workers) =>
        Gen.Int[0, 3].Array[components * workers].Select(cells => Table(components, workers, cells)));

    [Fact]
    public void When_all_may_move_Then_everything_is_balanced_and_no_plan_moves_less() => Placed.Sample(
        placed =>
        {
            var unplaced = new int[placed.GetLength(0)];
            int[] worth = [.. Enumerable.Repeat(2, placed.GetLength(1))];
            var totals = Rows(placed);

            var solved = new ExecutorBalance(placed, unplaced, worth, mayMove: true).Solve();

            Assert.Equal(totals, Rows(solved));
            Assert.True(IsBalanced(solved), Text(solved));
            var best = All(totals, placed.GetLength(1), (_, row) => row.Max() - row.Min() <= 1).Where(IsBalanced).Min(plan => Moves(placed, plan));
            Assert.Equal(best, Moves(placed, solved));
        },
        iter: 2000, threads: 1);

    [Fact]
    public void When_nothing_may_move_Then_components_are_filled_up_from_the_lowest_and_no_such_plan_is_more_even() => Gen.Select(Placed, Gen.Int[0, 4].Array[3]).Sample(
        (placed, more) =>
        {
            var (components, workers) = (placed.GetLength(0), placed.GetLength(1));
            int[] unplaced = more[..components];
            int[] totals = [.. Rows(placed).Zip(unplaced, (a, b) => a + b)];

            var solved = new ExecutorBalance(placed, unplaced, new int[workers], mayMove: false).Solve();

            bool Fills(int c, int[] row) => Enumerable.Range(0, workers).All(w => row[w] == placed[c, w] || (row[w] > placed[c, w] && row[w] <= row.Min() + 1));
            Assert.Equal(totals, Rows(solved));
            Assert.All(Enumerable.Range(0, components), c => Assert.True(Fills(c, Row(solved, c)), Text(solved)));
            Assert.Equal(All(totals, workers, Fills).Min(Unevenness), Unevenness(solved));
        },
        iter: 2000, threads: 1);

    private static int[,] Table(int components, int workers, int[] cells)
    {
        var table = new int[components, workers];
        for (var i = 0; i < cells.Length; i++)
            table[i / workers, i % workers] = cells[i];
        return table;
    }

    private static IEnumerable<(int C, int W)> Cells(int[,] table) =>
        Enumerable.Range(0, table.GetLength(0)).SelectMany(c => Enumerable.Range(0, table.GetLength(1)).Select(w => (c, w)));

    private static int[] Rows(int[,] table) =>
        [.. Enumerable.Range(0, table.GetLength(0)).Select(c => Row(table, c).Sum())];

    private static int[] Columns(int[,] table) =>
        [.. Enumerable.Range(0, table.GetLength(1)).Select(w => Enumerable.Range(0, table.GetLength(0)).Sum(c => table[c, w]))];

    private static bool IsBalanced(int[,] table) => Columns(table).Max() - Columns(table).Min() <= 1
        && Enumerable.Range(0, table.GetLength(0)).All(c => Row(table, c).Max() - Row(table, c).Min() <= 1);

    private static int[] Row(int[,] table, int c) => [.. Enumerable.Range(0, table.GetLength(1)).Select(w => table[c, w])];

    private static int Moves(int[,] from, int[,] to) => Cells(from).Sum(cell => Math.Max(0, from[cell.C, cell.W] - to[cell.C, cell.W]));

    private static int Unevenness(int[,] table) => Columns(table).Sum(count => count * count);

    private static string Text(int[,] table) => string.Join(" | ", Enumerable.Range(0, table.GetLength(0)).Select(c => string.Join(",", Row(table, c))));

    /// <summary>Every way to place so many executors of each component, of which each component's row is accepted.</summary>
    private static IEnumerable<int[,]> All(int[] totals, int workers, Func<int, int[], bool> accept)
    {
        IEnumerable<int[][]> plans = [[]];
        foreach (var (c, total) in totals.Index())
        {
            int[][] rows = [.. Splits(total, workers).Where(row => accept(c, row))];
            plans = plans.SelectMany(plan => rows.Select(row => (int[][])[.. plan, row]));
        }
        return plans.Select(plan => Table(totals.Length, workers, [.. plan.SelectMany(row => row)]));
    }

    private static IEnumerable<int[]> Splits(int total, int workers) => workers == 1
        ? [[total]]
        : Enumerable.Range(0, total + 1).SelectMany(first => Splits(total - first, workers - 1).Select(rest => (int[])[first, .. rest]));
}
