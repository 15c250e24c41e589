using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class OrderDeskTests
{
    private readonly ClusterView _view = new(Samples.Start - ClusterView.Grace);
    private readonly OrderDesk _desk;
    private DateTimeOffset _now = Samples.Start;

    public OrderDeskTests() => _desk = new OrderDesk(_view);

    [Fact]
    public void When_orders_are_taken_Then_they_are_only_repeated_now_and_then()
    {
        Report(revision: 0);
        Assert.Equal(1, Sent()?.Revision);
        Report(revision: 1);

        Assert.Null(Sent());
        _now += OrderDesk.Refresh - TimeSpan.FromSeconds(1);
        Assert.Null(Sent());
        _now += TimeSpan.FromSeconds(1);
        Assert.Equal(1, Sent()?.Revision);
    }

    [Fact]
    public void When_a_report_shows_that_orders_are_lost_Then_they_are_sent_again()
    {
        Report(revision: 0);
        Sent();
        _now += OrderDesk.ResendAfter;
        Report(revision: 0);

        Assert.Equal(1, Sent()?.Revision);
        Assert.False(_desk.IsTaken(_now));
    }

    [Fact]
    public void When_the_node_has_orders_of_another_master_Then_the_revision_goes_on_from_theirs()
    {
        Report(revision: 41);

        Assert.Equal(42, Sent()?.Revision);
        Report(revision: 42);
        Assert.True(_desk.IsTaken(_now));
    }

    [Fact]
    public void When_the_topology_gets_a_place_Then_its_node_gets_new_orders_with_its_worker()
    {
        Report(revision: 0);
        Sent();
        var submitted = Samples.Submitted();
        var state = MasterState.Empty.Apply(submitted);
        state = state.Apply(SeatPlan.Assign(state.Alive[0], new TopologyAssignment([new WorkerSlot("a", 0), new WorkerSlot("b", 1)], [0, 1, 0, 1])));

        var order = Assert.Single(Sent(state)!.Workers);

        Assert.Equal((submitted.TopologyId, 0, 0), (order.TopologyId, order.Worker, order.Slot));
    }

    private void Report(long revision) => _view.Take(Samples.NodeReport("a", 2, revision), _now);

    private SupervisorOrders? Sent(MasterState? state = null)
    {
        _desk.Renew(state ?? MasterState.Empty, _now);
        return _desk.ForSupervisors(_now).Select(dispatch => dispatch.Message).Cast<SupervisorOrders>().SingleOrDefault();
    }
}
