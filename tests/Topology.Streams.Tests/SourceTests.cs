using System.Globalization;

using Topology.Connectors;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Sources with operators fused to them: what becomes of a tracked tuple is one tree.</summary>
public class SourceTests
{
    private readonly Feeder _feeder = new(new Fields("text"));
    private readonly Collected<string> _seen = new();

    [Fact]
    public void One_tuple_may_become_several_or_none_and_is_acked_once()
    {
        using var topology = Words();
        _feeder.Feed(1, "a b c");
        _feeder.Feed(2, "d");
        _feeder.Feed(3, "");
        _feeder.FeedUntracked("e f");
        _feeder.FeedUntracked("");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(["a", "b", "c", "d", "e", "f"], _seen.Sorted);
        Assert.Equal([1, 2, 3], _feeder.Acked.Select(id => id.AsInt32()).Order());
        Assert.Empty(_feeder.Failed);
        Assert.Equal(new SimulationTotals(Tracked: 3, Acked: 3, Failed: 0, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void A_failure_of_one_part_fails_the_tuple_once()
    {
        using var topology = Words(word => word == "bad" ? throw new FailedException("no") { } : word);
        _feeder.Feed(1, "a bad c");
        _feeder.Feed(2, "d");
        _feeder.Complete();

        topology.RunUntilIdle();

        Assert.Equal([2], _feeder.Acked.Select(id => id.AsInt32()));
        Assert.Equal([(1, FailReason.Failed)], _feeder.Failed.Select(item => (item.Id.AsInt32(), item.Reason)));
    }

    [Fact]
    public void A_failure_in_the_source_itself_fails_the_tuple_and_the_flow_goes_on()
    {
        var program = new StreamBuilder();
        program.From(_feeder.CreateSpout, values => values[0].AsString()).WithName("texts")
            .SelectMany(text => text.Split(' ')).Select(word => word == "bad" ? throw new FailedException("no") : word).Repartition(2).To(_seen.Add);
        using var topology = new SimulatedTopology(program.Build());
        _feeder.Feed(1, "a bad c");
        _feeder.Feed(2, "d");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(["a", "d"], _seen.Sorted); // of a tuple that fails, what was emitted before has gone on
        Assert.Equal([2], _feeder.Acked.Select(id => id.AsInt32()));
        Assert.Equal([(1, FailReason.Failed)], _feeder.Failed.Select(item => (item.Id.AsInt32(), item.Reason)));
        Assert.Equal(new SimulationTotals(Tracked: 2, Acked: 1, Failed: 1, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void What_fails_in_a_keyed_operator_leaves_the_state_of_its_key_alone()
    {
        var program = new StreamBuilder();
        program.From(_feeder.CreateSpout, values => values[0].AsString()).KeyBy(_ => "all").Reduce((left, right) => right == "bad" ? throw new FailedException("no") : left + right)
            .Select(pair => pair.Value).To(_seen.Add);
        using var topology = new SimulatedTopology(program.Build());
        string[] texts = ["a", "b", "bad", "c"];
        for (var i = 0; i < texts.Length; i++)
            _feeder.Feed(i, texts[i]);
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(["a", "ab", "abc"], _seen.Items);
        Assert.Equal([2], _feeder.Failed.Select(item => item.Id.AsInt32()));
    }

    [Fact]
    public void What_a_source_emits_after_it_has_caught_an_error_is_no_part_of_the_tree_that_threw()
    {
        var spout = new CatchingSpout();
        var program = new StreamBuilder();
        program.From(() => spout, values => values[0].AsString()).Select(text => text == "bad" ? throw new InvalidOperationException("no") : text).Repartition(1)
            .To(text => throw new FailedException(text));
        using var topology = new SimulatedTopology(program.Build());

        topology.RunUntilIdle();

        Assert.True(spout.HasCaught);
        Assert.Equal(new SimulationTotals(Tracked: 1, Acked: 0, Failed: 0, TimedOut: 0, Pending: 1), topology.Totals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_tree_that_ends_where_a_batch_ends_is_acked_as_any_other(int parallelism)
    {
        var program = new StreamBuilder();
        program.From(_feeder.CreateSpout, values => values[0].AsString()).SelectMany(count => Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture)))
            .Repartition(parallelism).To(_ => { });
        using var topology = new SimulatedTopology(program.Build());
        int[] sizes = [256, 1, 255, 256, 512, 257, 511, 768 * parallelism, 1, 0, 1];
        for (var i = 0; i < sizes.Length; i++)
            _feeder.Feed(i, $"{sizes[i]}");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(Enumerable.Range(0, sizes.Length), _feeder.Acked.Select(id => id.AsInt32()).Order());
        Assert.Equal(new SimulationTotals(sizes.Length, sizes.Length, Failed: 0, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void A_tuple_of_several_streams_is_one_tree()
    {
        var program = new StreamBuilder();
        var words = program.From(_feeder.CreateSpout, values => values[0].AsString()).SelectMany(text => text.Split(' '));
        words.Repartition(2).To(_seen.Add);
        words.Select(word => word.Length).Repartition(1).To(length => _seen.Add($"{length}"));
        using var topology = new SimulatedTopology(program.Build());
        _feeder.Feed(1, "a bc");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(["1", "2", "a", "bc"], _seen.Sorted);
        Assert.Equal([1], _feeder.Acked.Select(id => id.AsInt32()));
    }

    [Fact]
    public void Without_ackers_tuples_are_acked_as_they_are_emitted()
    {
        using var topology = Words(config: new TopologyConfig { AckerExecutors = 0 });
        _feeder.Feed(1, "a b");
        _feeder.Feed(2, "");
        _feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal([1, 2], _feeder.Acked.Select(id => id.AsInt32()));
        Assert.Equal(["a", "b"], _seen.Sorted);
    }

    [Fact]
    public void A_source_whose_elements_are_all_filtered_out_is_not_slowed_down()
    {
        var program = new StreamBuilder();
        program.From(() => Enumerable.Range(0, 100_000)).Where(number => number == 99_999).Repartition(1).To(number => _seen.Add($"{number}"));
        using var topology = new SimulatedTopology(program.Build(), options: new SimulationOptions { Serializer = new PlainJson() });
        var start = topology.Time.GetUtcNow();

        topology.RunToCompletion();

        Assert.Equal(["99999"], _seen.Items);
        Assert.True(topology.Time.GetUtcNow() - start < TimeSpan.FromSeconds(10), $"{topology.Time.GetUtcNow() - start}"); // a pause after each would be 100 s
    }

    [Fact]
    public void Other_streams_of_a_spout_are_left_out_and_acked()
    {
        var program = new StreamBuilder();
        program.From(() => new TwoStreamSpout(), values => values[0].AsString(), "wanted").To(_seen.Add);
        using var topology = new SimulatedTopology(program.Build());

        topology.RunToCompletion();

        Assert.Equal(["x", "y"], _seen.Items);
        Assert.Equal(new SimulationTotals(Tracked: 2, Acked: 2, Failed: 0, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void The_lines_of_files_are_a_stream()
    {
        var folder = Directory.CreateTempSubdirectory("topology-streams-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.txt"), "one\ntwo\n");
            File.WriteAllText(Path.Combine(folder, "b.txt"), "three");

            Assert.Equal(["one", "two"], Programs.Run(program => program.FromFile(Path.Combine(folder, "a.txt"))).Items);
            Assert.Equal(["one", "three", "two"], Programs.Run(program => program.FromFiles(folder, "*.txt", new FileSpoutOptions { WithOrigin = true })).Sorted);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_socket_is_a_source_that_is_checked_where_it_is_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamBuilder().FromSocket("localhost", 0, "log"));
        var program = new StreamBuilder();
        program.FromSocket("localhost", 5555, "log").WithName("feed").To(_ => { });
        Assert.True(program.Build()["feed"].IsStateful);
    }

    private SimulatedTopology Words(Func<string, string>? afterwards = null, TopologyConfig? config = null)
    {
        var program = new StreamBuilder();
        program.From(_feeder.CreateSpout, values => values[0].AsString()).SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Repartition(2).Select(afterwards ?? (word => word)).To(_seen.Add);
        return new SimulatedTopology(program.Build(), config);
    }

    private sealed class TwoStreamSpout : Spout
    {
        private SpoutOutputCollector _collector = null!; // set by Prepare

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
            declarer.Declare(new Fields("other"));
            declarer.DeclareStream("wanted", new Fields("text"));
        }

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            _collector.Emit("o");
            _collector.EmitWithId(1, "o");
            _collector.EmitTo("wanted", "x");
            _collector.EmitToWithId("wanted", 2, "y");
            _collector.Complete();
        }
    }

    /// <summary>Emits one tuple that the operators behind it cannot bear, and goes on.</summary>
    private sealed class CatchingSpout : Spout
    {
        private SpoutOutputCollector _collector = null!; // set by Prepare

        public bool HasCaught { get; private set; }

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("text"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            if (HasCaught)
                return;
            try
            {
                _collector.EmitWithId(1, "bad");
            }
            catch (StreamException)
            {
                HasCaught = true;
                _collector.Emit("good");
            }
        }
    }
}
