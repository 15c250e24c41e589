using Topology;
using Topology.Streams;

namespace TemperatureSensors;

/// <summary>Averages by sensor and minute of readings that come out of order, alerts when one leaves a band, and when each sensor was active.</summary>
public sealed class TemperatureSensorsTopology : StreamTopology
{
    public const string DefaultInput = "readings.jsonl";

    public override string Name => "temperature-sensors";

    public override void Define(StreamBuilder streams, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "low", "high", "disorder", "lateness", "gap", "parallelism");
        var (low, high) = (arguments.GetDouble("low", 15), arguments.GetDouble("high", 30));
        var disorder = arguments.GetTimeSpan("disorder", TimeSpan.FromSeconds(20));
        streams.DefaultParallelism = arguments.GetInt32("parallelism", 2);

        var readings = streams.FromFile(InputPath(arguments)).WithName("lines")
            .Select(Reading.Parse)
            .WithEventTime(reading => reading.At, WatermarkStrategy.BoundedOutOfOrderness(disorder))
            .KeyBy(reading => reading.Sensor, reading => reading.Celsius);

        var minutes = readings
            .Window(Tumbling.Of(TimeSpan.FromMinutes(1)))
            .AllowedLateness(arguments.GetTimeSpan("lateness", TimeSpan.FromMinutes(1))).Accumulating()
            .Aggregate(() => Summary.None, Summary.Add, Summary.Merge, Summary.Of).WithName("minutes");
        var alerts = minutes.Where(minute => minute.Value.Average < low || minute.Value.Average > high);
        var sessions = readings.Window(Session.WithGap(arguments.GetTimeSpan("gap", TimeSpan.FromSeconds(90)))).Count().WithName("sessions");

        minutes.Select(Rows.OfMinute).Union(alerts.Select(Rows.OfAlert), sessions.Select(Rows.OfSession))
            .Repartition(1).WithName("table").To(row => Console.Out.Write(row));
    }

    private static string InputPath(TopologyArguments arguments)
    {
        var shipped = Path.Combine(Path.GetDirectoryName(typeof(TemperatureSensorsTopology).Assembly.Location) ?? ".", DefaultInput);
        var path = Path.GetFullPath(arguments.GetString("input", shipped));
        return File.Exists(path) ? path : throw new TopologyArgumentException("input", $"--input: there is no file '{path}'.");
    }
}
