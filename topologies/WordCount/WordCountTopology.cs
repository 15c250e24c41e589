using Topology;

namespace WordCount;

/// <summary>Counts the words of a text file and prints the most frequent ones when the file has been read to its end.</summary>
public sealed class WordCountTopology : TopologyDefinition
{
    public const string DefaultInput = "input.txt";
    public const int DefaultTop = 20;

    public override string Name => "word-count";

    public override void Define(TopologyBuilder builder, TopologyArguments arguments)
    {
        arguments.EnsureOnly("input", "top", "parallelism");
        var path = InputPath(arguments);
        var top = Positive(arguments, "top", DefaultTop);
        var parallelism = Positive(arguments, "parallelism", 2);

        builder.SetSpout("lines", () => new LineSpout(path));
        builder.SetBolt("split", () => new SplitBolt(), parallelism).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(), parallelism).FieldsGrouping("split", new Fields("word"));
        builder.SetBolt("report", () => new ReportBolt(top, Console.Out)).GlobalGrouping("count");
    }

    private static string InputPath(TopologyArguments arguments)
    {
        var shipped = Path.Combine(Path.GetDirectoryName(typeof(WordCountTopology).Assembly.Location) ?? ".", DefaultInput);
        var path = Path.GetFullPath(arguments.GetString("input", shipped));
        if (!File.Exists(path))
            throw new TopologyArgumentException("input", $"--input: there is no file '{path}'.");

        try
        {
            using var probe = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TopologyArgumentException("input", $"--input: the file '{path}' cannot be read: {e.Message}");
        }

        return path;
    }

    private static int Positive(TopologyArguments arguments, string name, int defaultValue)
    {
        var value = arguments.GetInt32(name, defaultValue);
        return value > 0 ? value : throw new TopologyArgumentException(name, $"--{name} must be 1 or more, not {value}.");
    }
}
