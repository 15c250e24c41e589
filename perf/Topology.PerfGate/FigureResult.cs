namespace Topology.PerfGate;

/// <summary>All readings of one figure, and what they amount to. Filled by the gate.</summary>
internal sealed class FigureResult(Budget budget)
{
    private readonly List<Reading> _readings = [];

    public Budget Budget => budget;

    /// <summary>Why a reading could not be taken; the figure has then missed.</summary>
    public string? Error { get; private set; }

    /// <summary>The reading whose judged figure is the median; null if there is none.</summary>
    public Reading? Median => _readings.Count == 0 ? null : _readings.OrderBy(FigureOf).ElementAt(_readings.Count / 2);

    public double Least => _readings.Min(FigureOf);

    public double Most => _readings.Max(FigureOf);

    public Verdict Verdict => Error is not null || Median is not { } median || SideFails ? Verdict.Miss : budget.Judge(FigureOf(median));

    /// <summary>The side condition's median over the readings; null if the figure has none.</summary>
    public SideCondition? Side => _readings.Select(reading => reading.Side).OfType<SideCondition>().OrderBy(side => side.Figure).ToList() is { Count: > 0 } sides
        ? sides[sides.Count / 2]
        : null;

    private bool SideFails => Side is { } side && !(side.Figure <= side.AtMost);

    public double FigureOf(Reading reading) => budget.Judged == Judged.Ratio ? reading.Ratio : reading.Value;

    /// <summary>Takes one reading; an exception is noted, not thrown, so that the other figures are still measured.</summary>
    public Reading? Take(Repeat repeat)
    {
        try
        {
            var reading = budget.Measure(repeat);
            _readings.Add(reading);
            return reading;
        }
        catch (Exception error)
        {
            Error = $"{error.GetType().Name}: {error.Message}";
            return null;
        }
    }
}
