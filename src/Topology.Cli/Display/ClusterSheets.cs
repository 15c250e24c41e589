using System.Globalization;
using Topology.Cli.Commands.Cluster;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>What a cluster tells, as sheets.</summary>
internal static class ClusterSheets
{
    public static Sheet Topologies(IEnumerable<TopologyInfo> topologies, DateTimeOffset now) => Of(
        [new("name"), new("status"), new("age", true), new("workers", true), new("executors", true), new("tasks", true)],
        topologies.Select(info => (string[])
        [
            info.Name,
            info.Status.Text(),
            AgeText.Of((info.EndedAt ?? now) - info.SubmittedAt),
            Number(info.Workers.Count),
            Number(info.Components.Sum(component => component.Executors)),
            Number(info.Components.Sum(component => component.Tasks)),
        ]));

    /// <summary>Two columns without headings.</summary>
    public static Sheet Facts(TopologyInfo info, DateTimeOffset now)
    {
        (string Name, string? Text)[] facts =
        [
            ("id", info.Id),
            ("submitted", $"{AgeText.Moment(info.SubmittedAt)}, {AgeText.Of(now - info.SubmittedAt)} ago"),
            ("ended", info.EndedAt is { } end ? $"{AgeText.Moment(end)}, after {AgeText.Of(end - info.SubmittedAt)}" : null),
            ("cause", info.Cause),
            ("trouble", info.Trouble),
            ("generation", info.Generation.ToString(CultureInfo.InvariantCulture)),
            ("spec hash", info.SpecHash),
        ];
        return Of([new(""), new("")], facts.Where(fact => fact.Text is not null).Select(fact => (string[])[fact.Name, fact.Text!])); // not null: just asked
    }

    public static Sheet Components(TopologyInfo info) => Of(
        [new("component"), new("kind"), new("executors", true), new("tasks", true)],
        info.Components.Select(component => (string[])
            [component.Component, component.Kind.ToString().ToLowerInvariant(), Number(component.Executors), Number(component.Tasks)]));

    public static Sheet Workers(TopologyInfo info) => Of(
        [new("worker", true), new("node"), new("slot", true), new("process", true), new("executors", true), new("state")],
        info.Workers.Select(worker => (string[])
        [
            Number(worker.Worker),
            worker.Node ?? "-",
            worker.Node is null ? "-" : Number(worker.Slot),
            worker.ProcessId == 0 ? "-" : Number(worker.ProcessId),
            Number(worker.Executors),
            worker.State,
        ]));

    public static Sheet Nodes(ClusterInfo cluster) => Of(
        [new("node"), new("slots used", true), new("cores", true), new("memory", true), new("alive"), new("address")],
        cluster.Nodes.Select(node => (string[])
        [
            node.Node,
            $"{Number(node.UsedSlots)} of {Number(node.Slots)}",
            (node.CpuPercent / 100).ToString("0.##", CultureInfo.InvariantCulture),
            node.MemoryMebibytes.ToString("0", CultureInfo.InvariantCulture) + " MiB",
            node.IsAlive ? "yes" : "NO",
            node.Address,
        ]));

    public static Sheet Settings(IReadOnlyDictionary<string, string> settings) => Of(
        [new("setting"), new("value")],
        settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => (string[])[setting.Key, setting.Value]));

    public static Sheet Errors(IEnumerable<ComponentError> errors) => Of(
        [new("time"), new("component"), new("task", true), new("message")],
        errors.OrderBy(error => error.Time).Select(error => (string[])[AgeText.Moment(error.Time), error.Component, Number(error.Task), error.Message]));

    public static Sheet Metrics(TopologyMetrics metrics)
    {
        var isTimed = metrics.Components.Any(component => component.EventTime is not null);
        return Of(
            [.. TableCells.Headings(isNarrow: false, isTimed).Select((heading, i) => new SheetColumn(heading, i > 0))],
            ComponentRow.Of(null, metrics).Select(row => TableCells.Of(row, isNarrow: false, isTimed).Select(cell => cell.ReplaceLineEndings(" ")).ToArray()));
    }

    private static Sheet Of(IReadOnlyList<SheetColumn> columns, IEnumerable<string[]> rows) => new(columns, [.. rows]);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
