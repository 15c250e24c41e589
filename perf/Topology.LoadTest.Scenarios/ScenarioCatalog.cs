namespace Topology.LoadTest.Scenarios;

/// <summary>The scenarios by name.</summary>
public static class ScenarioCatalog
{
    public static IReadOnlyList<string> Names { get; } = ["constant", "ramp", "soak"];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="rate">Requests a second, the highest of the shape.</param>
    /// <param name="duration">Of the whole load.</param>
    /// <param name="actions">Done meanwhile.</param>
    /// <param name="options">Whom to ask; whether failed requests are sent again is the scenario's to say.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static ILoadScenario Create(
        string name, double rate, TimeSpan duration, IReadOnlyList<TimedAction> actions, IngestScenarioOptions options, TimeProvider time) => name switch
        {
            "constant" => new IngestScenario(
                name, "The same rate all the time; every request must be acked at its first attempt.", LoadShape.Constant(rate, duration, actions), options, time),
            "ramp" => new IngestScenario(
                name, "The rate grows evenly from 0 in the first half and stays; every request must be acked at its first attempt.", LoadShape.Ramp(rate, duration, actions), options, time),
            "soak" => new IngestScenario(
                name, "The same rate for a long time; requests that fail are sent again until they are acked: nothing may be lost, whatever is done in the middle.",
                LoadShape.Constant(rate, duration, actions), options with { SendsAgain = true }, time),
            _ => throw new ArgumentException($"There is no scenario {name}; there are {string.Join(", ", Names)}.", nameof(name)),
        };
}
