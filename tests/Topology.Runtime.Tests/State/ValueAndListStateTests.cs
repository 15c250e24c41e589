using Topology.Runtime.Checkpoints;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>One value, and lists: as a component sees them, and their pieces.</summary>
public class ValueAndListStateTests
{
    [Fact]
    public void When_a_value_is_set_and_cleared_Then_it_is_there_or_not()
    {
        var state = StateStore.States().GetValue<string>("last", new StateOptions<string>());
        Assert.Equal((false, null), (state.HasValue, state.Value));

        state.Value = "a";
        Assert.Equal((true, "a"), (state.HasValue, state.Value));

        state.Value = null;
        Assert.Equal((true, null), (state.HasValue, state.Value));

        state.Clear();
        Assert.False(state.HasValue);
    }

    [Fact]
    public void When_a_list_is_changed_Then_it_is_as_changed()
    {
        var state = StateStore.States().GetList<string>("log", new StateOptions<string>());

        state.Add("a");
        state.Add("b");
        Assert.Equal(["a", "b"], state);
        Assert.Equal("b", state[1]);

        state.Replace(state.Reverse());
        Assert.Equal(["b", "a"], state);

        state.Clear();
        Assert.Empty(state);
    }

    [Fact]
    public void When_they_have_changed_Then_they_give_all_and_else_nothing()
    {
        var states = StateStore.States();
        var (value, list) = (states.GetValue<long>("value", new()), states.GetList<long>("list", new()));
        Assert.Empty(states.Snapshot(full: false));

        value.Value = 1;
        list.Add(2);
        list.Add(3);

        Assert.Equal([("value", StateForm.Value, true, 1L), ("list", StateForm.List, true, 2L)], states.Snapshot(full: false).Select(piece => (piece.State, piece.Form, piece.IsFull, piece.Entries)));
        Assert.Empty(states.Snapshot(full: false));
        Assert.Equal(2, states.Snapshot(full: true).Count);
        value.Clear();
        list.Clear();
        Assert.Equal([0L, 0L], states.Snapshot(full: false).Select(piece => piece.Entries));
    }

    [Fact]
    public void When_they_are_restored_Then_they_are_as_they_were()
    {
        var store = new StateStore();
        var states = StateStore.States();
        states.GetValue<Tally?>("value", new()).Value = new Tally { Count = 3 };
        states.GetValue<string?>("null", new()).Value = null;
        states.GetValue<int>("none", new()).Clear();
        states.GetList<DateTime>("dates", new()).Replace([DateTime.UnixEpoch, DateTime.MaxValue]);
        store.Add(0, 1, states.Snapshot(full: false));

        var restored = store.Restore(0, 1);

        Assert.Equal(["dates", "none", "null", "value"], restored.Unclaimed);
        Assert.Equal(7, restored.RestoredCheckpoint);
        Assert.Equal(3, restored.GetValue<Tally?>("value", new()).Value!.Count);
        Assert.True(restored.GetValue<string?>("null", new()).HasValue);
        Assert.False(restored.GetValue<int>("none", new()).HasValue);
        Assert.Equal([DateTime.UnixEpoch, DateTime.MaxValue], restored.GetList<DateTime>("dates", new()));
        Assert.Empty(restored.Unclaimed);
        Assert.Empty(restored.Snapshot(full: false)); // what was restored still stands for them
    }

    [Fact]
    public void When_a_value_can_be_changed_after_the_snapshot_Then_that_does_not_show_in_it()
    {
        var store = new StateStore();
        var states = StateStore.States();
        var (value, list) = (new Tally { Count = 1 }, new List<string> { "a" });
        states.GetValue<Tally>("value", new()).Value = value;
        states.GetList<List<string>>("list", new()).Add(list);
        states.GetKeyValue<string, object>("objects", new()).Put("a", list);
        store.Add(0, 1, states.Snapshot(full: false));
        value.Count = 2;
        list.Add("b");

        var restored = store.Restore(0, 1);

        Assert.Equal(1, restored.GetValue<Tally>("value", new()).Value!.Count);
        Assert.Equal(["a"], restored.GetList<List<string>>("list", new())[0]);
        Assert.Equal(["a"], (List<string>)restored.GetKeyValue<string, object>("objects", new()).Get("a")!);
    }
}
