namespace Topology.PerfGate;

/// <summary>Which side of its budget a figure must stay on.</summary>
internal enum Bound
{
    /// <summary>The more the better.</summary>
    AtLeast,

    /// <summary>The less the better.</summary>
    AtMost,
}

/// <summary>What of a reading the budget limits.</summary>
internal enum Judged
{
    /// <summary>Value ÷ baseline.</summary>
    Ratio,

    /// <summary>The value itself; the baseline is shown for orientation.</summary>
    Value,
}

/// <summary>How a figure came out.</summary>
internal enum Verdict
{
    /// <summary>The budget was missed.</summary>
    Miss,

    /// <summary>The budget was met, the aim was not.</summary>
    Ok,

    /// <summary>The aim was met.</summary>
    Aim,
}

/// <summary>One row of the table of budgets.</summary>
/// <param name="Name">For <c>--only</c>.</param>
/// <param name="What">Shown.</param>
/// <param name="Unit">Of value and baseline.</param>
/// <param name="Judged">What is limited.</param>
/// <param name="Bound">In which direction.</param>
/// <param name="Must">The budget: missing it fails the gate.</param>
/// <param name="Aim">What we hope for; null if there is none beyond the budget.</param>
/// <param name="Measure">Takes one reading.</param>
internal sealed record Budget(
    string Name, string What, string Unit, Judged Judged, Bound Bound, double Must, double? Aim, Func<Repeat, Reading> Measure)
{
    /// <summary>The verdict on a figure; a figure that is no number misses.</summary>
    public Verdict Judge(double figure) => !Holds(figure, Must) ? Verdict.Miss
        : Aim is { } aim && Holds(figure, aim) ? Verdict.Aim
        : Verdict.Ok;

    private bool Holds(double figure, double limit) => Bound == Bound.AtLeast ? figure >= limit : figure <= limit;
}

/// <summary>One measurement of a figure.</summary>
/// <param name="Value">Ours.</param>
/// <param name="Baseline">What it is compared with; null if with nothing.</param>
/// <param name="Note">What else there is to know.</param>
internal sealed record Reading(double Value, double? Baseline, string Note = "")
{
    /// <summary>A second condition, which must hold beside the budget in the median reading: null if there is none.</summary>
    public SideCondition? Side { get; init; }

    public double Ratio => Value / (Baseline ?? double.NaN);
}

/// <summary>A condition that belongs to a figure and can fail it.</summary>
internal sealed record SideCondition(string What, double Figure, double AtMost);
