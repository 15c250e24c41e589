using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Acks and answers for a worker to which there is no link at present: acker 0 and spout executor are in worker 1.</summary>
public class WaitingAcksTests
{
    private readonly Wiring _wiring;
    private readonly TopologyPlan _plan;

    public WaitingAcksTests()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("s", new SpoutProbe().Create);
        builder.SetBolt("b", new BoltProbe().Create).ShuffleGrouping("s");
        _plan = new TopologyPlan(builder.Build(), new TopologyConfig { AckerExecutors = 1 });
        var environment = TestEnvironment.Create(new ManualScheduler(), new EngineClock(new FakeTimeProvider()), _plan);
        _wiring = new Wiring(environment, new Placement(0, [.. _plan.Executors.Select(_ => 1)], new long[_plan.Executors.Count], [1]), workers: 3);
    }

    private int SpoutId => _plan.Executors.Single(executor => executor.Component.Id == "s").Id;

    [Fact]
    public void When_there_was_no_link_Then_acks_are_sent_in_order_once_it_is_up()
    {
        var link = new RecordingLink();
        for (var size = 1; size <= 3; size++)
            _wiring.Ackers[0].Deliver(Batch(size));

        _wiring.SetLink(2, new RecordingLink()); // of another worker
        _wiring.SetLink(1, link);
        _wiring.Ackers[0].Deliver(Batch(4));

        Assert.Equal(["acks 0 1", "acks 0 2", "acks 0 3", "acks 0 4"], link.Sent);
    }

    [Fact]
    public void When_there_was_no_link_Then_answers_are_sent_in_order_once_it_is_up()
    {
        var link = new RecordingLink();
        for (var size = 1; size <= 3; size++)
            _wiring.Spouts[SpoutId]!.Deliver(Batch(size)); // a spout's

        _wiring.SetLink(1, link);

        Assert.Equal(Enumerable.Range(1, 3).Select(size => $"answers {SpoutId} {size}"), link.Sent);
    }

    [Fact]
    public void When_the_link_is_lost_again_Then_later_ones_wait_for_the_next()
    {
        var (first, second) = (new RecordingLink(), new RecordingLink());
        _wiring.SetLink(1, first);
        _wiring.Ackers[0].Deliver(Batch(1));
        _wiring.SetLink(1, null);
        _wiring.Ackers[0].Deliver(Batch(2));

        _wiring.SetLink(1, second);

        Assert.Equal(["acks 0 1"], first.Sent);
        Assert.Equal(["acks 0 2"], second.Sent);
    }

    [Fact]
    public void When_the_acker_moves_to_a_worker_with_a_link_Then_what_waits_goes_there()
    {
        var link = new RecordingLink();
        _wiring.SetLink(2, link);
        _wiring.Ackers[0].Deliver(Batch(1));
        Assert.Empty(link.Sent);

        _wiring.Placement = _wiring.Placement with { WorkerOfAcker = [2] };
        _wiring.SendWaiting();

        Assert.Equal(["acks 0 1"], link.Sent);
    }

    /// <summary>Told apart by how many fails are in it.</summary>
    private static AckBatch Batch(int fails)
    {
        var batch = new AckBatch(fails);
        for (var i = 1; i <= fails; i++)
            batch.Fail(i, FailReason.Failed);
        return batch;
    }
}
