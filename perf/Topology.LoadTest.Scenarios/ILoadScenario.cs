namespace Topology.LoadTest.Scenarios;

/// <summary>A load, written once, for whichever engine runs it.</summary>
/// <remarks>An engine calls <see cref="SetUpAsync"/>, then <see cref="SendAsync"/> as <see cref="Shape"/> says, many at a time and from any thread, and the actions of the
/// shape, then, when all sends have ended or been cancelled, <see cref="TearDownAsync"/>; this also after a failed set-up.</remarks>
public interface ILoadScenario
{
    /// <summary>One word, for the command line and reports.</summary>
    string Name { get; }

    /// <summary>One sentence, for reports.</summary>
    string Description { get; }

    /// <summary>When requests are to be sent.</summary>
    LoadShape Shape { get; }

    /// <summary>Makes ready whatever the first request must not wait for.</summary>
    Task SetUpAsync(CancellationToken token);

    /// <summary>Sends one request and waits for its end. Does not block the caller.</summary>
    /// <param name="token">The engine gives up.</param>
    /// <returns>Also of a request that failed: an exception means that the scenario is at fault, and counts as a failure as well.</returns>
    ValueTask<StepResult> SendAsync(CancellationToken token);

    /// <summary>Lets go of everything.</summary>
    ValueTask TearDownAsync();
}
