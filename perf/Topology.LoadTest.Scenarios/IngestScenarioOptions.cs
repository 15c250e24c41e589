using System.Net;

namespace Topology.LoadTest.Scenarios;

/// <summary>Whom an <see cref="IngestScenario"/> asks, and how.</summary>
public sealed record IngestScenarioOptions
{
    /// <summary>Where a task of the ingest spout listens.</summary>
    public required DnsEndPoint Target { get; init; }

    /// <value>Requests go to them in turn. Default: 8.</value>
    public int Connections { get; init; } = 8;

    /// <value>Bytes of a payload, at least. Default: 100.</value>
    public int PayloadBytes { get; init; } = 100;

    /// <value>How long a request may take, resends included; longer than the topology's message time-out, so that a tuple which times out is told as such. Default: 35 s.</value>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(35);

    /// <value>Whether a request that failed, or whose connection broke, is sent again: at least once, as a source does that must not lose anything. Default: no.</value>
    public bool SendsAgain { get; init; }
}
