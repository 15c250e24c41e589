using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Checkpoints;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>What a listener of the meter reads.</summary>
public sealed class CheckpointMeterTests : IDisposable
{
    private readonly string _topology = $"measured-{Guid.NewGuid():N}"; // other tests have meters of that name
    private readonly FakeTimeProvider _time = new();
    private readonly CheckpointReports _reports = new();
    private readonly Dictionary<string, double> _read = [];
    private readonly MeterListener _listener = new();
    private readonly CheckpointMeter _meter;

    public CheckpointMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Topology.Checkpoints")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _meter = new CheckpointMeter(_topology, _reports, _time);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public void When_none_is_complete_Then_only_counts_are_told()
    {
        _reports.Last = new CheckpointReport { Failed = 2, FailedInARow = 2 };

        _listener.RecordObservableInstruments();

        Assert.Equal(["topology.checkpoint.completed 0", "topology.checkpoint.failed 2", "topology.checkpoint.failed.in_a_row 2"], Shown());
    }

    [Fact]
    public void When_one_is_complete_Then_its_figures_are_told()
    {
        _reports.Last = new CheckpointReport
        {
            LastId = 7,
            LastAt = _time.GetUtcNow(),
            Completed = 3,
            Duration = TimeSpan.FromSeconds(1.5),
            Aligning = TimeSpan.FromSeconds(0.25),
            Copying = TimeSpan.FromSeconds(0.125),
            Bytes = 1000,
            WrittenBytes = 10,
        };
        _time.Advance(TimeSpan.FromSeconds(4));

        _listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "topology.checkpoint.age 4", "topology.checkpoint.alignment 0.25", "topology.checkpoint.completed 3", "topology.checkpoint.copying 0.125", "topology.checkpoint.duration 1.5",
                "topology.checkpoint.failed 0", "topology.checkpoint.failed.in_a_row 0", "topology.checkpoint.last 7", "topology.checkpoint.size 1000", "topology.checkpoint.written 10",
            ],
            Shown());
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags[0] is { Key: "topology" } tag && Equals(tag.Value, _topology))
            _read[instrument.Name] = value;
    }

    private IEnumerable<string> Shown() => _read.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value}"));
}
