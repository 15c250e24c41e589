using System.Diagnostics.Metrics;

namespace Topology.Clustering.Checkpoints;

/// <summary>The figures of a topology's checkpoints as instruments, in the process that coordinates them. Thread safety: instruments are read by any thread.</summary>
internal sealed class CheckpointMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Topology.Checkpoints";

    private readonly Meter _meter = new(Name);
    private readonly CheckpointReports _reports;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?> _topology;

    public CheckpointMeter(string topology, CheckpointReports reports, TimeProvider time)
    {
        _reports = reports;
        _time = time;
        _topology = new("topology", topology);
        _meter.CreateObservableCounter("topology.checkpoint.completed", () => At(report => report.Completed), "{checkpoint}", "Checkpoints completed.");
        _meter.CreateObservableCounter("topology.checkpoint.failed", () => At(report => report.Failed), "{checkpoint}", "Checkpoints given up.");
        _meter.CreateObservableGauge("topology.checkpoint.failed.in_a_row", () => At(report => (long)report.FailedInARow), "{checkpoint}", "Given up since the last one completed: anything but 0 wants attention.");
        CreateOfLast("topology.checkpoint.last", "{checkpoint}", "Number of the last one completed.", report => report.LastId ?? 0);
        CreateOfLast("topology.checkpoint.age", "s", "Since the last one was complete.", report => report.Age?.TotalSeconds ?? 0);
        CreateOfLast("topology.checkpoint.duration", "s", "The last one's, from its barriers to its manifest.", report => report.Duration.TotalSeconds);
        CreateOfLast("topology.checkpoint.alignment", "s", "The longest time an executor waited for the last one's barriers.", report => report.Aligning.TotalSeconds);
        CreateOfLast("topology.checkpoint.copying", "s", "The longest time an executor stood still for the last one's snapshot.", report => report.Copying.TotalSeconds);
        CreateOfLast("topology.checkpoint.size", "By", "What the last one consists of.", report => report.Bytes);
        CreateOfLast("topology.checkpoint.written", "By", "What was written for the last one.", report => report.WrittenBytes);
    }

    public void Dispose() => _meter.Dispose();

    private Measurement<long> At(Func<CheckpointReport, long> read) => new(read(_reports.ReadAt(_time.GetUtcNow())), _topology);

    /// <summary>An instrument that says nothing before a checkpoint is complete.</summary>
    private void CreateOfLast<T>(string name, string unit, string description, Func<CheckpointReport, T> read)
        where T : struct
    {
        _meter.CreateObservableGauge(name, () => Measure(read), unit, description);
    }

    private IEnumerable<Measurement<T>> Measure<T>(Func<CheckpointReport, T> read)
        where T : struct
    {
        var report = _reports.ReadAt(_time.GetUtcNow());
        return report.LastId is null ? [] : [new Measurement<T>(read(report), _topology)];
    }
}
