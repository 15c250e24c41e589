using Topology.Runtime.Checkpoints;
using Topology.Runtime.Routing;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Restoring on another number of tasks.</summary>
public class MovedStateTests
{
    [Fact]
    public void When_there_are_more_tasks_Then_each_entry_is_where_the_tuples_with_its_key_go()
    {
        var restored = Keyed(from: 2, keys: 1_000).Restore(5);

        for (var task = 0; task < 5; task++)
        {
            var state = restored[task].GetKeyValue<string, long>("words", new());
            Assert.All(state, entry => Assert.Equal(task, Chosen(entry.Key, 5)));
            Assert.All(state, entry => Assert.Equal($"word{entry.Value}", entry.Key));
        }
        Assert.Equal(1_000, restored.Sum(states => states.GetKeyValue<string, long>("words", new()).Count));
    }

    [Fact]
    public void When_the_number_has_changed_Then_the_next_pieces_are_full_though_nothing_else_has()
    {
        var store = Keyed(from: 2, keys: 100);
        var logs = store.Restore(2);
        logs[0].GetList<long>("log", new()).Add(1);
        store.Add(0, 2, logs[0].Snapshot(full: false));

        foreach (var states in store.Restore(3))
        {
            _ = (states.GetKeyValue<string, long>("words", new()), states.GetList<long>("log", new()));
            Assert.Equal([("words", true), ("log", true)], states.Snapshot(full: false).Select(piece => (piece.State, piece.IsFull)));
            Assert.Empty(states.Snapshot(full: false));
        }
    }

    [Fact]
    public void When_the_items_of_lists_are_dealt_out_Then_each_task_gets_its_turn()
    {
        var store = new StateStore();
        var (from, next) = (new StateStore().Restore(3), 0L);
        for (var task = 0; task < 3; task++)
        {
            from[task].GetList<long>("log", new()).Replace([next++, next++, next++]);
            store.Add(task, 3, from[task].Snapshot(full: false));
        }

        var logs = store.Restore(2).Select(states => states.GetList<long>("log", new())).ToList();

        Assert.Equal([0, 2, 4, 6, 8], logs[0]);
        Assert.Equal([1, 3, 5, 7], logs[1]);
    }

    [Fact]
    public void When_the_number_is_the_same_Then_keys_may_be_any()
    {
        var states = new StateStore().Restore(2);
        var wrong = Enumerable.Range(0, 100).Select(i => $"word{i}").First(word => Chosen(word, 2) == 1);
        states[0].GetKeyValue<string, long>("words", new()).Put(wrong, 1);
        var store = new StateStore();
        store.Add(0, 2, states[0].Snapshot(full: false));

        Assert.Equal(1, store.Restore(0, 2).GetKeyValue<string, long>("words", new()).Get(wrong));
    }

    [Fact]
    public void When_a_key_is_none_of_the_grouping_Then_the_error_says_so()
    {
        var states = new StateStore().Restore(2);
        var wrong = Enumerable.Range(0, 100).Select(i => $"word{i}").First(word => Chosen(word, 2) == 1);
        states[0].GetKeyValue<string, long>("words", new()).Put(wrong, 1);
        var store = new StateStore();
        store.Add(0, 2, states[0].Snapshot(full: false));

        var error = Assert.Throws<CheckpointDamagedException>(() => store.Restore(0, 3).GetKeyValue<string, long>("words", new()));

        Assert.Equal(
            $"State \"words\" of component \"count\", written by task 0 of 2 in version 1, cannot be dealt out to 3 tasks: no grouping would have sent the key \"{wrong}\" to the task that has it. " +
            "Use the values of the fields by which the component's input is grouped as the keys of the state (several fields as a tuple), or keep the number of tasks.", error.Message);
    }

    [Fact]
    public void When_a_key_cannot_be_one_of_a_grouping_Then_the_error_says_so()
    {
        var store = new StateStore();
        var states = StateStore.States();
        states.GetKeyValue<Tally, long>("tallies", new()).Put(new Tally(), 1);
        store.Add(0, 1, states.Snapshot(full: false));

        Assert.Equal(1, store.Restore(0, 1).GetKeyValue<Tally, long>("tallies", new()).Count);
        var error = Assert.Throws<CheckpointDamagedException>(() => store.Restore(0, 2).GetKeyValue<Tally, long>("tallies", new()));

        Assert.StartsWith("State \"tallies\" of component \"count\", written by task 0 of 1 in version 1, cannot be dealt out to 2 tasks by its keys. A value of type", error.Message);
    }

    [Fact]
    public void When_it_is_one_value_Then_the_error_says_what_to_use_instead()
    {
        var store = new StateStore();
        var states = StateStore.States();
        states.GetValue<long>("last", new()).Value = 1;
        store.Add(0, 1, states.Snapshot(full: false));

        var error = Assert.Throws<CheckpointDamagedException>(() => store.Restore(1, 2).GetValue<long>("last", new()));

        Assert.Equal(
            "State \"last\" of component \"count\", written by task 0 of 1 in version 1, is one value for each task, and the component now has 2 tasks. " +
            "Keep the number of tasks, or keep values by key (IKeyValueState) or in a list (IListState), which can be dealt out anew.", error.Message);
    }

    private static int Chosen(string word, int tasks) => new FieldsChooser([0], tasks).Choose([word]);

    private static StateStore Keyed(int from, int keys)
    {
        var states = new StateStore().Restore(from);
        for (var i = 0; i < keys; i++)
            states[Chosen($"word{i}", from)].GetKeyValue<string, long>("words", new()).Put($"word{i}", i);
        var store = new StateStore();
        for (var task = 0; task < from; task++)
            store.Add(task, from, states[task].Snapshot(full: false));
        return store;
    }
}
