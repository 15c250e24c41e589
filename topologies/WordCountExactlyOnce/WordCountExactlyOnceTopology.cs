using Microsoft.Data.Sqlite;
using Topology;
using Topology.Connectors;
using WordCount;

namespace WordCountExactlyOnce;

/// <summary>Counts the words of a text file into a table of a SQLite database, each exactly once, whatever is killed meanwhile.</summary>
public sealed class WordCountExactlyOnceTopology : TopologyDefinition
{
    // Added, not set: a count that came twice, or not at all, would show.
    private const string Statement = "INSERT INTO words (word, count) VALUES (@word, @count) ON CONFLICT (word) DO UPDATE SET count = words.count + excluded.count";

    public override string Name => "word-count-exactly-once";

    public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => defaults with
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = TimeSpan.FromMilliseconds(500),
    };

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "output", "parallelism");
        var input = Path.GetFullPath(arguments.Require("input"));
        var output = Path.GetFullPath(arguments.GetString("output", "words.db"));
        var parallelism = Positive(arguments, "parallelism", 2);
        if (!File.Exists(input))
            throw new TopologyArgumentException("input", $"--input: there is no file '{input}'.");

        builder.SetSpout("lines", () => new FileSpout(input));
        builder.SetBolt("split", () => new SplitBolt(), parallelism).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(), parallelism).FieldsGrouping("split", new Fields("word"));
        builder.SetBolt("table", () => new SqlSink(() => Connect(output), Statement)).GlobalGrouping("count");
    }

    private static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY, count INTEGER NOT NULL)";
        command.ExecuteNonQuery();
        return connection;
    }

    private static int Positive(TopologyArguments arguments, string name, int defaultValue)
    {
        var value = arguments.GetInt32(name, defaultValue);
        return value > 0 ? value : throw new TopologyArgumentException(name, $"--{name} must be 1 or more, not {value}.");
    }
}
