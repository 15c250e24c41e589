using Microsoft.Extensions.Time.Testing;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>What is written, when it is acked, and what fails.</summary>
public class IdempotentSinkTests
{
    private readonly TestSink _sink = new();

    [Fact]
    public void When_a_batch_is_full_Then_the_last_of_each_key_is_written_and_all_are_acked()
    {
        var run = new SinkRun(_sink, DeliveryGuarantee.AtLeastOnce);
        run.Numbers(1, 2);
        Assert.Empty(run.Collector.Acked);

        run.Numbers(3, 4);

        Assert.Equal(["0:4 1:3"], _sink.Writes);
        Assert.Equal([1, 2, 3, 4], Acked(run));
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.EffectivelyOnce)]
    public void When_a_checkpoint_begins_Then_what_is_kept_is_written_before(DeliveryGuarantee guarantee)
    {
        var run = new SinkRun(_sink, guarantee);
        run.Numbers(1, 2);

        _sink.BeforeCheckpoint(1);
        _sink.BeforeCheckpoint(2);

        Assert.Equal(["0:2 1:1"], _sink.Writes);
        Assert.Equal([1, 2], Acked(run));
    }

    [Fact]
    public void When_it_ticks_or_time_passes_or_it_ends_Then_what_is_kept_is_written()
    {
        var time = new FakeTimeProvider();
        var run = new SinkRun(_sink, DeliveryGuarantee.AtLeastOnce, time: time);
        run.Number(2);
        run.Tick();
        run.Number(4);
        time.Advance(TimeSpan.FromSeconds(1));
        run.RunPosted();
        run.Number(6);
        _sink.Cleanup();

        Assert.Equal(["0:2", "0:4", "0:6"], _sink.Writes);
    }

    [Fact]
    public void When_the_store_refuses_Then_the_inputs_fail_and_the_next_batch_is_written()
    {
        var run = new SinkRun(_sink, DeliveryGuarantee.AtLeastOnce);
        _sink.Refusal = new FailedException("full") { Report = true };
        run.Numbers(1, 4);
        Assert.Equal([1, 2, 3, 4], run.Collector.Failed.Select(value => value.AsInt32()));
        Assert.Equal("full", Assert.Single(run.Collector.Errors).Message);

        _sink.Refusal = null;
        run.Numbers(5, 8);

        Assert.Equal(["0:8 1:7"], _sink.Writes);
    }

    [Fact]
    public void When_the_store_refuses_and_nobody_would_emit_again_Then_it_throws()
    {
        var run = new SinkRun(_sink, DeliveryGuarantee.EffectivelyOnce);
        _sink.Refusal = new FailedException();
        run.Number(1);

        Assert.Throws<FailedException>(() => _sink.BeforeCheckpoint(1));
        Assert.Empty(run.Collector.Acked);
    }

    [Fact]
    public void When_an_input_has_no_key_Then_it_alone_fails()
    {
        var run = new SinkRun(_sink, DeliveryGuarantee.AtLeastOnce);
        run.Number(-1);
        run.Number(2);
        run.Tick();

        Assert.Equal([-1], run.Collector.Failed.Select(value => value.AsInt32()));
        Assert.Equal(["0:2"], _sink.Writes);
    }

    private static IEnumerable<int> Acked(SinkRun run) => run.Collector.Acked.Select(value => value.AsInt32());

    /// <summary>Keys are odd or even.</summary>
    private sealed class TestSink : IdempotentSink<long>
    {
        public List<string> Writes { get; } = [];

        public FailedException? Refusal { get; set; }

        protected override int BatchSize => 4;

        protected override long KeyOf(StreamTuple input) => input.GetInt64(0) < 0 ? throw new FailedException() : input.GetInt64(0) % 2;

        protected override void Upsert(IReadOnlyDictionary<long, StreamTuple> last)
        {
            if (Refusal is { } refusal)
                throw refusal;
            Writes.Add(string.Join(' ', last.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value[0]}")));
        }
    }
}
