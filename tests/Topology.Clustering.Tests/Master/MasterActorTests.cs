using Akka.Actor;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class MasterActorTests() : MasterKit("master-actor")
{
    [Fact]
    public void When_a_topology_is_submitted_Then_it_is_placed_started_and_activated()
    {
        var guard = StartGuard();
        AwaitReady(guard);

        var id = SubmitAndRun(guard);
        var info = Ask<TopologyReply>(guard, new GetTopology("words")).Topology;

        Assert.Equal(id, info.Id);
        Assert.Equal(TopologyStatus.Active, info.Status);
        Assert.Null(info.Trouble);
        Assert.Equal([("a", "Ready"), ("b", "Ready")], info.Workers.Select(worker => (worker.Node, worker.State)));
        var cluster = Ask<ClusterReply>(guard, new GetCluster()).Cluster;
        Assert.Equal(("m1", "*****", 1), (cluster.Master, cluster.Settings["token"], cluster.Nodes[0].UsedSlots));
    }

    [Fact]
    public void When_the_master_starts_anew_Then_workers_keep_their_orders()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);
        var before = Ask<TopologyReply>(guard, new GetTopology("words")).Topology;
        End(guard);

        var next = StartGuard("next");
        AwaitRead(next);
        foreach (var (node, worker) in new[] { ("a", 0), ("b", 1) })
        {
            next.Tell(Samples.NodeReport(node, 1, 7, Samples.Running(id, worker, 0)), At(NodeAddress(node)));
            next.Tell(Samples.Report(id, worker, node, generation: before.Generation, phase: WorkerPhase.Ready) with { Goal = WorkerGoal.Active });
        }
        var orders = Until<SupervisorOrders>(At(NodeAddress("a")), orders => orders.Revision > 7);
        Ask<TopologyReply>(next, new GetTopology("words")); // all reports have been taken
        Time.Advance(ClusterView.Grace);
        var after = Ask<TopologyReply>(next, new GetTopology("words")).Topology;

        Assert.Equal(id, Assert.Single(orders.Workers).TopologyId);
        Assert.Equal((TopologyStatus.Active, before.Generation), (after.Status, after.Generation));
    }

    [Fact]
    public void When_the_name_is_taken_or_the_package_is_not_there_or_bad_Then_the_submission_is_refused()
    {
        var guard = StartGuard();
        AwaitReady(guard);

        Assert.Equal(RefusalKind.NotFound, Ask<RequestRefused>(guard, Samples.Submit()).Kind);
        Upload(guard);
        Blueprint = _ => throw new TopologyException("two mistakes");
        Assert.Equal(new RequestRefused(RefusalKind.Invalid, "two mistakes"), Ask<RequestRefused>(guard, Samples.Submit()));
        Blueprint = _ => Task.FromResult(Samples.Blueprint());
        Ask<TopologyAccepted>(guard, Samples.Submit());
        var refused = Ask<RequestRefused>(guard, Samples.Submit(name: null));

        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Contains("words", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_topology_is_killed_Then_its_workers_stop_its_last_figures_are_taken_and_its_processes_end()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);

        Ask<Done>(guard, new KillTopologyByName("words", TimeSpan.Zero));
        foreach (var (node, worker) in new[] { ("a", 0), ("b", 1) })
        {
            Carry(guard, id, node, worker, WorkerGoal.Stopped);
            AnswerFigures(id, worker, node, 5);
        }
        foreach (var node in new[] { "a", "b" })
        {
            var orders = Until<SupervisorOrders>(At(NodeAddress(node)), orders => orders is { Workers.Count: 0, Revision: > 1 });
            guard.Tell(Samples.NodeReport(node, 1, orders.Revision));
        }

        Eventually(() => Assert.Equal(TopologyStatus.Killed, Ask<TopologyReply>(guard, new GetTopology("words")).Topology.Status));
        Assert.Equal(10, Ask<TopologyMetricsReply>(guard, new GetTopologyMetrics(id)).Metrics.Emitted);
    }

    [Fact]
    public void When_metrics_are_asked_for_Then_workers_are_asked_and_added_up()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);

        guard.Tell(new GetTopologyMetrics("words"), TestActor);
        AnswerFigures(id, 0, "a", 3);
        AnswerFigures(id, 1, "b", 4);

        Assert.Equal(7, Next<TopologyMetricsReply>().Metrics["lines"].Emitted);
    }

    [Fact]
    public void When_it_is_deactivated_Then_the_answer_comes_when_all_workers_have_done_it()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);

        guard.Tell(new DeactivateTopology("words"), TestActor);
        Carry(guard, id, "a", 0, WorkerGoal.Inactive);
        guard.Tell(new GetTopology("words"), TestActor);
        Next<TopologyReply>(); // not yet
        Carry(guard, id, "b", 1, WorkerGoal.Inactive);

        Next<Done>();
    }

    [Fact]
    public void When_a_log_is_asked_for_Then_the_nodes_supervisor_is_asked()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);

        guard.Tell(new ReadWorkerLog("words", 1, -100, 1_000_000), TestActor);
        var asked = Until<ReadNodeLog>(At(NodeAddress("b")), _ => true);
        At(NodeAddress("b")).Reply(new LogPiece(0, [1], 1));

        Assert.Equal((id, 1, -100L, 64 * 1024), (asked.TopologyId, asked.Worker, asked.Offset, asked.MaxBytes));
        Next<LogPiece>();
        Assert.Equal(RefusalKind.NotFound, Ask<RequestRefused>(guard, new ReadWorkerLog("words", 9, 0, 1)).Kind);
    }

    [Fact]
    public void When_a_component_has_an_error_Then_it_is_kept()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        var id = SubmitAndRun(guard);

        guard.Tell(new ComponentErrorNoted(id, 0, new ComponentError(Samples.Start, "count", 3, "bad", "very bad")));

        Assert.Equal("bad", Assert.Single(Ask<TopologyErrorsReply>(guard, new GetTopologyErrors("words")).Errors).Message);
    }

    [Fact]
    public void When_there_are_very_many_events_Then_a_snapshot_is_read_instead_of_the_first_ones()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        Upload(guard);
        var id = Ask<TopologyAccepted>(guard, Samples.Submit()).Id;
        for (var i = 0; i < 1_100; i++)
            guard.Tell(new ComponentErrorNoted(id, 0, new ComponentError(Samples.Start, "count", i, "m", "d")));
        Ask<TopologyErrorsReply>(guard, new GetTopologyErrors(id));
        End(guard);

        var next = StartGuard("next");
        AwaitReady(next);

        Assert.Equal(Enumerable.Range(1_090, 10), Ask<TopologyErrorsReply>(next, new GetTopologyErrors(id)).Errors.Select(error => error.Task));
    }

    [Fact]
    public void When_a_package_is_uploaded_Then_supervisors_can_fetch_it()
    {
        var guard = StartGuard();
        Upload(guard);

        var piece = Ask<PackagePiece>(guard, new FetchPackage(Samples.Package, 1, 10));

        Assert.Equal([2, 3], piece.Bytes);
        Assert.Equal(3, piece.Length);
        Assert.Equal(RefusalKind.NotFound, Ask<RequestRefused>(guard, new FetchPackage(new string('b', 64), 0, 10)).Kind);
        Assert.Equal(RefusalKind.Invalid, Ask<RequestRefused>(guard, new BeginUpload(new string('c', 64), long.MaxValue)).Kind);
        Assert.Equal(RefusalKind.Invalid, Ask<RequestRefused>(guard, new UploadPiece(new string('d', 64), 0, [1])).Kind);
    }

    private void AnswerFigures(string id, int worker, string node, long emitted)
    {
        var probe = At(Samples.Report(id, worker, node).Address);
        Until<GetWorkerMetrics>(probe, _ => true);
        probe.Reply(new WorkerMetrics(id, worker, [MetricsAggregator.WithoutLatencies(Samples.Counts("lines", emitted))]));
    }
}
