using System.Net;
using Topology;

namespace Ingest;

/// <summary>Takes lines from TCP clients, counts them by key, and answers each when its tuple tree is acked or failed.</summary>
public sealed class IngestTopology : TopologyDefinition
{
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultPort = 5556;
    public const int DefaultQueue = 4096;

    public override string Name => "ingest";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("host", "port", "spouts", "parallelism", "queue");
        var address = Address(arguments.GetString("host", DefaultHost));
        var spouts = InRange(arguments, "spouts", 1, 1, 1024);
        var port = InRange(arguments, "port", DefaultPort, 0, IPEndPoint.MaxPort - spouts + 1);
        var parallelism = InRange(arguments, "parallelism", 2, 1, 1024);
        var queue = InRange(arguments, "queue", DefaultQueue, 1, 1_000_000);

        builder.SetSpout("ingest", () => new IngestSpout(address, port, queue), spouts);
        builder.SetBolt("parse", () => new ParseBolt(), parallelism).LocalOrShuffleGrouping("ingest");
        builder.SetBolt("count", () => new CountBolt(), parallelism).FieldsGrouping("parse", new Fields("key"));
    }

    // No look-up of names: the graph must not depend on the machine.
    private static IPAddress Address(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(host, out var address) => address,
        _ => throw new TopologyArgumentException("host", $"--host must be localhost or an IP address, 0.0.0.0 for every interface, not {host}."),
    };

    private static int InRange(TopologyArguments arguments, string name, int defaultValue, int least, int most)
    {
        var value = arguments.GetInt32(name, defaultValue);
        return value >= least && value <= most
            ? value
            : throw new TopologyArgumentException(name, $"--{name} must be between {least} and {most}, not {value}.");
    }
}
