using System.Text.Json;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class MasterStateTests
{
    private static readonly TopologyMetrics NoMetrics = new(TimeSpan.Zero, []);

    [Fact]
    public void When_a_topology_ends_Then_its_name_is_found_among_the_ended()
    {
        var submitted = Samples.Submitted();
        var state = MasterState.Empty.Apply(submitted);

        state = state.Apply(new TopologyEnded(submitted.TopologyId, TopologyStatus.Killed, null, Samples.Start, NoMetrics));

        Assert.Empty(state.Alive);
        Assert.Equal(TopologyStatus.Killed, state.Find("words")?.Status);
        Assert.Same(state.Find("words"), state.Find(submitted.TopologyId));
    }

    [Fact]
    public void When_many_topologies_have_ended_Then_the_last_fifty_are_kept()
    {
        var state = MasterState.Empty;
        for (var i = 0; i < 60; i++)
        {
            var submitted = Samples.Submitted(name: $"t{i}");
            state = state.Apply(submitted).Apply(new TopologyEnded(submitted.TopologyId, TopologyStatus.Killed, null, Samples.Start, NoMetrics));
        }

        Assert.Equal(Enumerable.Range(10, 50).Select(i => $"t{i}"), state.Ended.Select(record => record.Name));
        Assert.Equal(60, state.Submissions);
    }

    [Fact]
    public void When_a_component_has_many_errors_Then_its_last_ten_are_kept_and_those_of_others_stay()
    {
        var submitted = Samples.Submitted();
        var state = MasterState.Empty.Apply(submitted).Apply(Error("lines", 0));
        for (var i = 1; i <= 15; i++)
            state = state.Apply(Error("count", i));

        Assert.Equal([0, .. Enumerable.Range(6, 10)], state.Alive[0].Errors.Select(error => error.Task));

        ErrorNoted Error(string component, int task) => new(submitted.TopologyId, new ComponentError(Samples.Start, component, task, "m", "d"));
    }

    [Fact]
    public void When_an_event_is_about_an_unknown_topology_Then_nothing_changes()
    {
        var state = MasterState.Empty.Apply(Samples.Submitted());

        Assert.Same(state, state.Apply(new GoalChanged("other", false)));
    }

    [Fact]
    public void When_a_transition_is_illegal_Then_it_throws_with_both_names()
    {
        var submitted = Samples.Submitted();
        var state = MasterState.Empty.Apply(submitted);

        var error = Assert.Throws<InvalidOperationException>(() => state.Apply(new RemovalBegun(submitted.TopologyId, Samples.Start, [])));

        Assert.Contains("Placing", error.Message, StringComparison.Ordinal);
        Assert.Contains("Removing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_rebalance_is_done_Then_workers_and_executors_are_changed_and_the_wish_is_kept()
    {
        var submitted = Samples.Submitted();
        var change = new RebalanceChange(3, new Dictionary<string, int> { ["count"] = 4 });
        var state = MasterState.Empty.Apply(submitted).Apply(Assigned(submitted.TopologyId)).Apply(new TopologyStarted(submitted.TopologyId))
            .Apply(new DrainBegun(submitted.TopologyId, DrainEnd.Rebalancing, Samples.Start, change))
            .Apply(new StopBegun(submitted.TopologyId, DrainEnd.Rebalancing, Samples.Start, null))
            .Apply(new RemovalBegun(submitted.TopologyId, Samples.Start, [MetricsAggregator.WithoutLatencies(Samples.Counts("count", emitted: 7))]));

        Assert.Equal(TopologyStatus.Rebalancing, state.Alive[0].Status);
        var record = state.Apply(new ExecutorsChanged(submitted.TopologyId, change)).Alive[0];

        Assert.Equal(TopologyStatus.Rebalancing, record.Status);
        Assert.Equal(TopologyPhase.Placing, record.Phase);
        Assert.True(record.WantsActive);
        Assert.Equal(3, TopologyShape.ConfigOf(record.Code).Workers);
        Assert.Equal(6, TopologyShape.ExecutorsOf(record.Blueprint, record.Code).Count);
        Assert.Equal(7, record.Retired.Single().Counts.Emitted);
    }

    [Fact]
    public void When_events_and_state_are_written_as_JSON_Then_they_are_read_back_alike()
    {
        var submitted = Samples.Submitted();
        IMasterEvent[] events =
        [
            submitted,
            Assigned(submitted.TopologyId),
            new TopologyStarted(submitted.TopologyId),
            new GoalChanged(submitted.TopologyId, false),
            new PlacesChanged(submitted.TopologyId, 2, [new WorkerSeat(4, "a", true), WorkerSeat.Empty], [1, 2, 2, 1], [MetricsAggregator.WithoutLatencies(Samples.Counts("count"))]),
            new ErrorNoted(submitted.TopologyId, new ComponentError(Samples.Start, "count", 1, "m", "d")),
            new DrainBegun(submitted.TopologyId, DrainEnd.Rebalancing, Samples.Start, new RebalanceChange(null, new Dictionary<string, int> { ["count"] = 1 })),
            new StopBegun(submitted.TopologyId, DrainEnd.Failed, Samples.Start, "cause"),
            new RemovalBegun(submitted.TopologyId, Samples.Start, []),
        ];
        var state = MasterState.Empty;
        var copied = MasterState.Empty;

        foreach (var change in events)
        {
            state = state.Apply(change);
            copied = copied.Apply(Copy(change));
        }
        copied = (MasterState)Serializer.FromBinary(Serializer.ToBinary(copied), Serializer.Manifest(copied));
        var ended = new TopologyEnded(submitted.TopologyId, TopologyStatus.Failed, "cause", Samples.Start, MetricsAggregator.ToMetrics(TimeSpan.FromSeconds(3), submitted.Blueprint, state.Alive[0].Retired));

        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(copied));
        Assert.Equal(JsonSerializer.Serialize(state.Apply(ended)), JsonSerializer.Serialize(copied.Apply(Copy(ended))));
        Assert.Equal(TopologyStatus.Failed, copied.Apply(Copy(ended)).Ended[0].Status);
    }

    [Fact]
    public void When_a_manifest_is_not_one_of_ours_Then_it_is_refused()
    {
        Assert.ThrowsAny<Exception>(() => Serializer.FromBinary("{}"u8.ToArray(), "System.Object"));
        Assert.ThrowsAny<Exception>(() => Serializer.ToBinary(new object()));
    }

    private static ProtocolSerializer Serializer { get; } = new(null!, [typeof(IProtocolMessage), typeof(IMasterEvent), typeof(MasterState)], ProtocolSerializer.DefaultLimit);

    private static IMasterEvent Copy(IMasterEvent change) => (IMasterEvent)Serializer.FromBinary(Serializer.ToBinary(change), Serializer.Manifest(change));

    private static TopologyAssigned Assigned(string id) => new(
        id, 1, new TopologyAssignment([new WorkerSlot("a", 0), null], [0, 0, 0, 0]), [WorkerSeat.Empty, WorkerSeat.Empty], [1, 1, 1, 1]);
}
