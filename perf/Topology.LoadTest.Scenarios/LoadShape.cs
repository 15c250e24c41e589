namespace Topology.LoadTest.Scenarios;

/// <summary>When requests are sent and what is done meanwhile: phases one after the other, and actions by time.</summary>
/// <param name="Phases">At least one.</param>
/// <param name="Actions">Each is done once.</param>
public sealed record LoadShape(IReadOnlyList<LoadPhase> Phases, IReadOnlyList<TimedAction> Actions)
{
    /// <summary>From the first request to the end of the last phase.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Phases.Sum(phase => phase.Duration.Ticks));

    /// <summary>Requests a second, always the same.</summary>
    public static LoadShape Constant(double rate, TimeSpan duration, params IReadOnlyList<TimedAction> actions) =>
        new([new LoadPhase(rate, rate, duration)], actions);

    /// <summary>From 0 to the rate in the first half, then the rate.</summary>
    public static LoadShape Ramp(double rate, TimeSpan duration, params IReadOnlyList<TimedAction> actions) =>
        new([new LoadPhase(0, rate, duration / 2), new LoadPhase(rate, rate, duration - duration / 2)], actions);
}
