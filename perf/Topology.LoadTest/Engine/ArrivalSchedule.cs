using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Engine;

/// <summary>When each request of a shape is to start, whatever became of those before it. Pure.</summary>
internal sealed class ArrivalSchedule
{
    // Of a request: what rounding may add to a sum of whole requests.
    private const double Rounding = 1e-6;

    private readonly IReadOnlyList<LoadPhase> phases;
    private readonly double[] requestsBefore; // of each phase, and in all
    private readonly double[] secondsBefore;

    /// <exception cref="ArgumentException">A phase has no length, or a rate that is negative or no number; or there is no request at all.</exception>
    public ArrivalSchedule(IReadOnlyList<LoadPhase> phases)
    {
        this.phases = phases;
        requestsBefore = new double[phases.Count + 1];
        secondsBefore = new double[phases.Count + 1];
        for (var i = 0; i < phases.Count; i++)
        {
            var phase = phases[i];
            if (phase.Duration <= TimeSpan.Zero || !IsRate(phase.FromRate) || !IsRate(phase.ToRate))
                throw new ArgumentException($"Phase {i}: {phase} needs a duration of more than zero and rates of zero or more.", nameof(phases));
            requestsBefore[i + 1] = requestsBefore[i] + phase.Requests;
            secondsBefore[i + 1] = secondsBefore[i] + phase.Duration.TotalSeconds;
        }
        Count = (long)Math.Ceiling(requestsBefore[^1] - Rounding);
        if (Count <= 0)
            throw new ArgumentException("The phases have no request.", nameof(phases));
    }

    /// <summary>Requests in all.</summary>
    public long Count { get; }

    /// <summary>When a request is to start, since the start of the schedule. Grows with the index.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public TimeSpan StartOf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var i = 0;
        while (i < phases.Count - 1 && index >= requestsBefore[i + 1] - Rounding)
            i++;
        var seconds = secondsBefore[i] + SecondsUntil(phases[i], Math.Max(0, index - requestsBefore[i]));
        return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }

    /// <summary>Requests that are to start before a time, as a number with a fraction.</summary>
    public double RequestsBefore(TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        var requests = 0.0;
        for (var i = 0; i < phases.Count && seconds > secondsBefore[i]; i++)
        {
            var phase = phases[i];
            var length = phase.Duration.TotalSeconds;
            var into = Math.Min(length, seconds - secondsBefore[i]);
            requests = requestsBefore[i] + (phase.FromRate + (phase.ToRate - phase.FromRate) * into / length / 2) * into;
        }
        return requests;
    }

    /// <summary>The time t with from·t + (to − from)/(2·length)·t² = requests; this form of the root also holds when both rates are equal.</summary>
    private static double SecondsUntil(LoadPhase phase, double requests)
    {
        if (requests == 0)
            return 0;
        var growth = (phase.ToRate - phase.FromRate) / phase.Duration.TotalSeconds;
        var root = Math.Sqrt(Math.Max(0, phase.FromRate * phase.FromRate + 2 * growth * requests));
        return Math.Min(phase.Duration.TotalSeconds, 2 * requests / (phase.FromRate + root));
    }

    private static bool IsRate(double rate) => double.IsFinite(rate) && rate >= 0;
}
