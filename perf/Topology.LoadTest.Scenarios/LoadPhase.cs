namespace Topology.LoadTest.Scenarios;

/// <summary>A time in which the rate changes evenly, or not at all.</summary>
/// <param name="FromRate">Requests a second at its start; 0 or more.</param>
/// <param name="ToRate">Requests a second at its end; 0 or more.</param>
/// <param name="Duration">More than zero.</param>
public readonly record struct LoadPhase(double FromRate, double ToRate, TimeSpan Duration)
{
    /// <summary>Requests in the whole phase; a fraction is the next phase's.</summary>
    public double Requests => (FromRate + ToRate) / 2 * Duration.TotalSeconds;
}
