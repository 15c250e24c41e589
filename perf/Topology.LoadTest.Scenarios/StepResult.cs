namespace Topology.LoadTest.Scenarios;

/// <summary>How a request ended.</summary>
/// <param name="Failure">Why it failed, in few distinct words: reports count by it; null if it did not.</param>
/// <param name="Bytes">Sent.</param>
/// <param name="Resends">How often it was sent again before it ended so.</param>
public readonly record struct StepResult(string? Failure, int Bytes, int Resends)
{
    public bool IsOk => Failure is null;

    public static StepResult Ok(int bytes, int resends = 0) => new(null, bytes, resends);

    public static StepResult Failed(string reason, int resends = 0) => new(reason, 0, resends);
}
