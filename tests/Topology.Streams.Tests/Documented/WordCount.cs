using Topology;
using Topology.Streams;

public sealed class WordCount : StreamTopology
{
    public override string Name => "word-count-of-streams";

    public override void Define(StreamBuilder streams, TopologyArguments arguments) => streams
        .FromFile(arguments.Require("input"))
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .KeyBy(word => word)
        .Count().WithName("count").WithParallelism(2)
        .To(pair => Console.WriteLine($"{pair.Key} {pair.Value}"));
}
