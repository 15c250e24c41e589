using Topology;
using Topology.Streams;

namespace ClickSessions;

/// <summary>Sessions of users by their clicks: shown early, each time some more clicks have come, and once they have ended.</summary>
public sealed class ClickSessionsTopology : StreamTopology
{
    public const string DefaultInput = "clicks.csv";

    public override string Name => "click-sessions";

    public override void Define(StreamBuilder streams, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "gap", "early", "parallelism");
        streams.FromFile(InputPath(arguments)).WithName("lines")
            .Select(Click.Parse)
            .WithEventTime(click => click.At, WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromMinutes(1)))
            .KeyBy(click => click.User, click => click.Page)
            .Window(Session.WithGap(arguments.GetTimeSpan("gap", TimeSpan.FromMinutes(30))))
            .Trigger(Trigger.AfterWatermark().WithEarlyFirings(Trigger.AfterCount(arguments.GetInt32("early", 3)))).Accumulating()
            .Count().WithName("sessions").WithParallelism(arguments.GetInt32("parallelism", 2))
            .Select(session => FormattableString.Invariant(
                $"{session.Key,-8} {session.Start:HH:mm} to {session.End:HH:mm}  {session.Value,3} clicks  {(session.Pane.Timing == PaneTiming.Early ? "so far" : "in all")}\n"))
            .Repartition(1).WithName("table").To(row => Console.Out.Write(row));
    }

    private static string InputPath(TopologyArguments arguments)
    {
        var shipped = Path.Combine(Path.GetDirectoryName(typeof(ClickSessionsTopology).Assembly.Location) ?? ".", DefaultInput);
        var path = Path.GetFullPath(arguments.GetString("input", shipped));
        return File.Exists(path) ? path : throw new TopologyArgumentException("input", $"--input: there is no file '{path}'.");
    }
}
