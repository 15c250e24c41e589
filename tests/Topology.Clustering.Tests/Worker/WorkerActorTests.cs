using System.Collections.Concurrent;
using System.Threading.Channels;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Two workers with real links between them: "far" bolts are in the other worker than the spout and the sink.</summary>
[Trait("tier", "cluster")]
public class WorkerActorTests
{
    private const int Words = 3000;

    private readonly Capture _sink = new();
    private readonly ConcurrentQueue<string> _feed = new();
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private int _prepared;

    [Fact]
    public async Task When_words_are_counted_in_the_other_worker_Then_each_arrives_once_is_acked_and_all_is_quiet_in_the_end()
    {
        await using var pair = new WorkerPair(builder =>
        {
            builder.SetSpout("words", () => new ListSpout([.. Enumerable.Range(0, Words).Select(i => Value.From($"w{i % 10}"))]));
            builder.SetBolt("far-count", () => new WordCounter(), 2).FieldsGrouping("words", new Fields("word"));
            builder.SetBolt("sink", _sink.CreateBolt).ShuffleGrouping("far-count");
        });
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        Assert.Empty(_sink.Tuples);

        await pair.ReachAsync(1, WorkerGoal.Active);
        var report = await pair.Master.HearAsync<WorkerReport>(
            report => report is { Worker: 0, SourcesDone: true, IsQuiet: true } && report.Components.Single(counts => counts.Component == "sink").Executed == Words, "all is done");

        Assert.Equal(Words, _sink.Tuples.Distinct().Count());
        Assert.Contains($"w3,{Words / 10}", _sink.Tuples);
        var words = report.Components.Single(counts => counts.Component == "words");
        Assert.Equal((Words, 0L, Words), (words.Acked, words.Failed, words.Tracked));
        Assert.DoesNotContain(report.Components, counts => counts.Component == "far-count");
        await AssertQuietAsync(pair, WorkerGoal.Active);
        var metrics = await pair.AskAsync<WorkerMetrics>(1, new GetWorkerMetrics("words-1"));
        var counter = Assert.Single(metrics.Components);
        Assert.Equal(("far-count", 2, (long)Words), (counter.Counts.Component, counter.Counts.Executors, counter.Counts.Executed));
        Assert.NotEmpty(counter.ExecuteLatency);

        await pair.ReachAsync(1, WorkerGoal.Inactive);
        await AssertQuietAsync(pair, WorkerGoal.Inactive);
        await pair.ReachAsync(1, WorkerGoal.Stopped);
    }

    [Fact]
    public async Task When_a_component_reports_an_error_Then_the_master_hears_of_it_once_with_its_task()
    {
        await using var pair = new WorkerPair(builder =>
        {
            builder.SetSpout("words", () => new ListSpout(["good", "odd"]));
            builder.SetBolt("far-check", () => new FunctionBolt((tuple, collector, _) =>
            {
                if (tuple[0].ToString() == "odd")
                    collector.ReportError(new FormatException("this is odd"));
                collector.Ack(tuple);
            })).ShuffleGrouping("words");
        });

        await pair.ReachAsync(1, WorkerGoal.Active);
        var noted = await pair.Master.HearAsync<ComponentErrorNoted>(_ => true, "the error is told");
        pair.Master.Forget();
        await pair.Master.HearAsync<WorkerReport>(report => report.Worker == 1, "another report");

        Assert.Equal(("words-1", 1, "far-check", "this is odd"), (noted.TopologyId, noted.Worker, noted.Error.Component, noted.Error.Message));
        Assert.Empty(pair.Master.All<ComponentErrorNoted>());
    }

    [Fact]
    public async Task When_an_actor_system_is_replaced_Then_executors_and_links_go_on_and_the_worker_reports_from_its_new_address()
    {
        await using var pair = new WorkerPair(DefineFed);
        await pair.ReachAsync(1, WorkerGoal.Active);
        await FeedAsync(pair, "before");

        await pair.ReplaceSystemAsync(1);
        await FeedAsync(pair, "without orders");
        await pair.ReachAsync(2, WorkerGoal.Active);
        await FeedAsync(pair, "after");

        Assert.Equal(1, _prepared);
        await AssertAnswersAsync("Ack before", "Ack without orders", "Ack after");
        Assert.All(pair.Master.All<WorkerReport>(), report => Assert.Empty(report.LostLinks));
    }

    [Fact]
    public async Task When_an_actor_system_is_replaced_before_spouts_have_answered_Then_the_goal_is_reached_nevertheless()
    {
        await using var pair = new WorkerPair(DefineFed);
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        pair.Tell(1, WorkerGoal.Active);

        await pair.ReplaceSystemAsync(0); // at any moment of it

        await pair.ReachAsync(2, WorkerGoal.Active);
    }

    [Fact]
    public async Task When_a_worker_dies_Then_the_other_one_reports_it_and_fails_what_is_pending()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = new WorkerPair(builder =>
        {
            builder.SetSpout("words", () => new FedSpout(_feed, _answers.Writer));
            builder.SetBolt("far-hold", () => new FunctionBolt((_, _, _) => held.TrySetResult())).ShuffleGrouping("words");
        });
        await pair.ReachAsync(1, WorkerGoal.Active);
        _feed.Enqueue("lost");
        await held.Task.Within("the tuple has arrived");

        await pair.KillAsync(1);

        var report = await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, LostLinks: [1] }, "worker 0 has lost its link");
        Assert.Equal(WorkerPhase.Preparing, report.Phase);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, IsQuiet: true } && report.Components.Any(counts => counts.Failed == 1), "its tree has failed");
        await AssertAnswersAsync("Fail lost Restarted");
    }

    [Fact]
    public async Task When_a_process_that_is_in_no_orders_asks_for_a_link_Then_it_is_refused()
    {
        await using var pair = new WorkerPair(DefineFed);
        await pair.ReachAsync(1, WorkerGoal.Active);

        var refused = await pair.AskAsync<LinkRefused>(1, new RequestLink("words-1", 1, 0, 999, 1, 101));

        Assert.True(refused.IsFinal);
    }

    private void DefineFed(TopologyBuilder builder)
    {
        builder.SetSpout("words", () => new FedSpout(_feed, _answers.Writer));
        builder.SetBolt("far-pass", () => new PreparedBolt(() => Interlocked.Increment(ref _prepared))).ShuffleGrouping("words");
        builder.SetBolt("sink", _sink.CreateBolt).ShuffleGrouping("far-pass");
    }

    /// <summary>A word is emitted, goes to the other worker and back, and is acked.</summary>
    private async Task FeedAsync(WorkerPair pair, string word)
    {
        var acked = pair.Sessions[0].Totals.Counts().Single(counts => counts.Component == "words").Acked; // there since the first orders
        _feed.Enqueue(word);
        await pair.Master.HearAsync<WorkerReport>(
            report => report.Worker == 0 && report.Components.Any(counts => counts.Component == "words" && counts.Acked > acked), $"\"{word}\" is acked");
    }

    private static async Task AssertQuietAsync(WorkerPair pair, WorkerGoal goal)
    {
        for (var worker = 0; worker < 2; worker++)
        {
            // Credit comes back up to 10 ms after the last tuple.
            var round = 1L;
            var first = await pair.AskAsync<QuietAnswer>(worker, new ProbeQuiet("words-1", round));
            for (var limit = DateTime.UtcNow.AddSeconds(20); !first.IsQuiet && DateTime.UtcNow < limit;)
                first = await pair.AskAsync<QuietAnswer>(worker, new ProbeQuiet("words-1", ++round));
            var second = await pair.AskAsync<QuietAnswer>(worker, new ProbeQuiet("words-1", round + 1));
            Assert.True(first.IsQuiet && second.IsQuiet, $"worker {worker} is not quiet");
            Assert.Equal((first.Begun, round, round + 1, goal), (second.Begun, first.Round, second.Round, second.Goal));
            Assert.Equal(100 + worker, first.Incarnation);
        }
    }

    /// <summary>These and no others. The spout is told after it was counted.</summary>
    private async Task AssertAnswersAsync(params string[] expected)
    {
        foreach (var answer in expected)
        {
            var told = _answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
            await told.Within($"the spout is told: {answer}");
            Assert.Equal(answer, await told);
        }

        Assert.False(_answers.Reader.TryPeek(out var more), $"the spout is told more: {more}");
    }

    /// <summary>Emits what a test feeds, tracked by its text.</summary>
    private sealed class FedSpout(ConcurrentQueue<string> feed, ChannelWriter<string> answers) : Spout
    {
        private SpoutOutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            if (feed.TryDequeue(out var word))
                _collector!.EmitWithId(word, word);
        }

        public override void Ack(Value messageId) => answers.TryWrite($"Ack {messageId}");

        public override void Fail(Value messageId, FailReason reason) => answers.TryWrite($"Fail {messageId} {reason}");
    }

    private sealed class PreparedBolt(Action prepared) : Bolt
    {
        private OutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

        public override void Prepare(TopologyContext context, OutputCollector collector)
        {
            _collector = collector;
            prepared();
        }

        public override void Execute(StreamTuple input)
        {
            _collector!.Emit(input, input[0]);
            _collector.Ack(input);
        }
    }
}
