using NBomber.Contracts;
using NBomber.CSharp;
using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Bombing;

/// <summary>A scenario of ours as one of NBomber. Only what NBomber 4.1 and 6 have in common is used.</summary>
internal static class NBomberScenario
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1); // rates are per second; NBomber spreads a portion over it

    /// <summary>Set-up and tear-down stay with the caller.</summary>
    public static ScenarioProps Create(ILoadScenario scenario)
    {
        var actions = new ActionSchedule(scenario.Shape.Actions, TimeProvider.System);
        return Scenario.Create(scenario.Name, async context =>
            {
                actions.EnsureStarted();
                var result = default(StepResult);
                await Step.Run("until acked", context, async () =>
                {
                    result = await scenario.SendAsync(CancellationToken.None);
                    return result.IsOk
                        ? Response.Ok(statusCode: "acked", sizeBytes: result.Bytes)
                        : Response.Fail(statusCode: "failed", message: result.Failure ?? "");
                });
                return result.IsOk ? Response.Ok(statusCode: "acked") : Response.Fail(statusCode: "failed", message: result.Failure ?? "");
            })
            .WithoutWarmUp() // it would come before the time at which actions count from
            .WithLoadSimulations(Simulations(scenario.Shape));
    }

    private static LoadSimulation[] Simulations(LoadShape shape)
    {
        var rateBefore = 0.0;
        var simulations = new List<LoadSimulation>();
        foreach (var phase in shape.Phases)
        {
            if (phase.FromRate != phase.ToRate && phase.FromRate != rateBefore)
                throw new NotSupportedException($"NBomber ramps from the rate before, {rateBefore}/s; {phase} does not.");
            var rate = (int)Math.Round(phase.ToRate);
            simulations.Add(phase.FromRate == phase.ToRate
                ? Simulation.Inject(rate: rate, interval: Interval, during: phase.Duration)
                : Simulation.RampingInject(rate: rate, interval: Interval, during: phase.Duration));
            rateBefore = phase.ToRate;
        }
        return [.. simulations];
    }
}
