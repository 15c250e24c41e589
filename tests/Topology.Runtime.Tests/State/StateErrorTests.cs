using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Versions, and what is wrong when a state cannot be had.</summary>
public class StateErrorTests
{
    [Fact]
    public void When_a_state_is_asked_for_as_another_Then_the_error_names_both()
    {
        var states = StateStore.States();
        states.GetKeyValue<string, long>("a", new());

        var form = Assert.Throws<InvalidOperationException>(() => states.GetList<long>("a", new()));
        var types = Assert.Throws<InvalidOperationException>(() => states.GetKeyValue<string, int>("a", new()));

        Assert.Equal("Component \"count\" asks for state \"a\" as IListState<System.Int64>, but has it as IKeyValueState<System.String, System.Int64>. Give one of the two another name.", form.Message);
        Assert.Equal("Component \"count\" asks for state \"a\" as IKeyValueState<System.String, System.Int32>, but has it as IKeyValueState<System.String, System.Int64>. Give one of the two another name.", types.Message);
    }

    [Fact]
    public void When_the_version_is_none_Then_it_is_refused() =>
        Assert.Equal("Component \"count\" asks for state \"a\" in version 0. Versions begin with 1.",
            Assert.Throws<InvalidOperationException>(() => StateStore.States().GetValue<long>("a", new() { Version = 0 })).Message);

    [Fact]
    public void When_values_are_of_an_older_version_Then_they_are_upgraded_and_written_anew()
    {
        var store = Written(version: 2);
        var options = new StateOptions<string> { Version = 3, Upgrade = (version, old) => $"{version}: {old} {old?.GetType().Name}" };

        var states = store.Restore(0, 1);

        Assert.Equal("2: 5 Int64", states.GetKeyValue<string, string>("keyed", options).Get("a"));
        Assert.Equal("2: 6 Int64", states.GetValue("value", options).Value);
        Assert.Equal(["2: 7 Int64", "2: 8 Int64"], states.GetList("list", options));
        Assert.Equal([("keyed", true, 3), ("value", true, 3), ("list", true, 3)], states.Snapshot(full: false).Select(piece => (piece.State, piece.IsFull, piece.Version)));
    }

    [Fact]
    public void When_pieces_are_of_several_versions_Then_only_older_ones_are_upgraded()
    {
        var keyed = Piece("keyed", StateForm.KeyValue, isFull: true, version: 1, states => { var state = states.GetKeyValue<string, long>("keyed", new()); state.Put("a", 1); state.Put("b", 2); });
        var states = StateStore.States();
        var state = states.GetKeyValue<string, string>("keyed", new() { Version = 2 });
        state.Put("a", "new");
        var changes = Assert.Single(states.Snapshot(full: false)) with { IsFull = false };

        var restored = StateStore.States([keyed, StateStore.Restored(0, 1, changes, changes.Encode().ToArray())])
            .GetKeyValue<string, string>("keyed", new() { Version = 2, Upgrade = (_, old) => $"was {old}" });

        Assert.Equal(("new", "was 2"), (restored.Get("a"), restored.Get("b")));
    }

    [Theory]
    [InlineData("keyed")]
    [InlineData("value")]
    [InlineData("list")]
    public void When_the_version_is_newer_or_older_without_Upgrade_Then_the_error_names_both(string name)
    {
        var older = Refused(name, new StateOptions<long> { Version = 3 });
        var newer = Refused(name, new StateOptions<long> { Version = 1, Upgrade = (_, _) => 0 });

        Assert.Equal($"State \"{name}\" of component \"count\", written by task 0 of 1 in version 2, is older than the component, which knows version 3 only. " +
            "Give an Upgrade in the state's StateOptions, or run the version of the component that wrote it.", older);
        Assert.Equal($"State \"{name}\" of component \"count\", written by task 0 of 1 in version 2, is newer than the component, which knows up to version 1. " +
            "Run the version of the component that wrote it, or restore an older checkpoint.", newer);
    }

    [Fact]
    public void When_an_Upgrade_throws_Then_the_error_says_so() =>
        Assert.Contains("version 2, cannot be read: the state's Upgrade refuses a value: no 5s.",
            Refused("keyed", new StateOptions<long> { Version = 3, Upgrade = (_, old) => throw new NotSupportedException($"no {old}s") }));

    [Fact]
    public void When_the_form_has_changed_Then_the_error_names_both() =>
        Assert.Equal("State \"list\" of component \"count\", written by task 0 of 1 in version 2, was of the form List; the component now asks for Value. Ask for it as it was, or give the new state another name.",
            Assert.Throws<CheckpointDamagedException>(() => Written(2).Restore(0, 1).GetValue<long>("list", new() { Version = 2 })).Message);

    [Fact]
    public void When_the_types_have_changed_in_the_same_version_Then_the_error_says_what_to_do()
    {
        var values = Assert.Throws<CheckpointDamagedException>(() => Written(2).Restore(0, 1).GetValue<string>("value", new() { Version = 2 }));
        var keys = Assert.Throws<CheckpointDamagedException>(() => Written(2).Restore(0, 1).GetKeyValue<Guid, long>("keyed", new() { Version = 2 }));

        Assert.StartsWith("State \"value\" of component \"count\", written by task 0 of 1 in version 2, cannot be read: ", values.Message);
        Assert.EndsWith("raise StateOptions.Version and give an Upgrade, or give the state another name; if not, restore an earlier checkpoint.", values.Message);
        Assert.Contains("The value 'a' is a String", keys.Message);
    }

    [Fact]
    public void When_numbers_have_become_wider_Then_they_are_read_all_the_same()
    {
        var piece = Piece("keyed", StateForm.KeyValue, true, 1, states => states.GetKeyValue<int, int>("keyed", new()).Put(1, 2));

        Assert.Equal(2, StateStore.States([piece]).GetKeyValue<long, double>("keyed", new()).Get(1));
    }

    [Fact]
    public void When_there_are_changes_only_Then_the_error_says_so()
    {
        var piece = Piece("keyed", StateForm.KeyValue, false, 1, states => states.GetKeyValue<string, long>("keyed", new()).Put("a", 2));

        Assert.Equal("State \"keyed\" of component \"count\", written by task 0 of 1 in version 1, has changes without what they change. Restore another checkpoint.",
            Assert.Throws<CheckpointDamagedException>(() => StateStore.States([piece]).GetKeyValue<string, long>("keyed", new())).Message);
    }

    [Fact]
    public void When_a_piece_is_in_a_newer_format_Then_the_error_says_so()
    {
        var piece = Piece("value", StateForm.Value, true, 1, states => states.GetValue<long>("value", new()).Value = 1);
        byte[] bytes = [2, .. piece.Content.Span[1..]];

        Assert.Contains("cannot be read: a piece in format 2; this program knows 1.",
            Assert.Throws<CheckpointDamagedException>(() => StateStore.States([piece with { Content = bytes }]).GetValue<long>("value", new())).Message);
    }

    [Fact]
    public void When_a_state_could_not_be_restored_Then_it_is_still_unclaimed()
    {
        var states = Written(2).Restore(0, 1);

        Assert.Throws<CheckpointDamagedException>(() => states.GetValue<long>("value", new() { Version = 3 }));

        Assert.Equal(["keyed", "list", "value"], states.Unclaimed);
        Assert.Equal(6, states.GetValue<long>("value", new() { Version = 2 }).Value);
    }

    private static string Refused(string name, StateOptions<long> options)
    {
        var states = Written(2).Restore(0, 1);
        return Assert.Throws<CheckpointDamagedException>(() => name switch
        {
            "keyed" => states.GetKeyValue<string, long>(name, options),
            "value" => (IState)states.GetValue(name, options),
            _ => states.GetList(name, options),
        }).Message;
    }

    private static StateStore Written(int version)
    {
        var (store, states, options) = (new StateStore(), StateStore.States(), new StateOptions<long> { Version = version });
        states.GetKeyValue<string, long>("keyed", options).Put("a", 5);
        states.GetValue("value", options).Value = 6;
        states.GetList("list", options).Replace([7, 8]);
        store.Add(0, 1, states.Snapshot(full: false));
        return store;
    }

    private static RestoredPiece Piece(string name, StateForm form, bool isFull, int version, Action<TaskStates> fill)
    {
        var states = StateStore.States();
        fill(states);
        var piece = Assert.Single(states.Snapshot(full: false));
        return StateStore.Restored(0, 1, piece with { State = name, Form = form, IsFull = isFull, Version = version }, piece.Encode().ToArray());
    }
}
