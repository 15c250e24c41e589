using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>What pieces values by key give, and when.</summary>
public class SnapshotTests
{
    private readonly TaskStates _states = StateStore.States();
    private readonly IKeyValueState<string, long> _state;

    public SnapshotTests() => _state = _states.GetKeyValue<string, long>("words", new StateOptions<long> { Version = 3 });

    [Fact]
    public void When_nothing_was_ever_put_Then_there_is_no_piece()
    {
        _state.Remove("a");

        Assert.Empty(_states.Snapshot(full: false));
        Assert.Equal((true, 0L), Only(_states.Snapshot(full: true)));
    }

    [Fact]
    public void When_it_is_the_first_piece_Then_it_is_full_and_the_next_is_what_changed()
    {
        Fill(100);

        Assert.Equal((true, 100L), Only(_states.Snapshot(full: false)));
        Assert.Empty(_states.Snapshot(full: false));
        _state.Put("word1", 1);
        _state.Put("word1", 2);
        _state.Put("new", 2);
        _state.Remove("word2");
        _state.Remove("word3");
        _state.Put("word3", 3);
        var piece = Assert.Single(_states.Snapshot(full: false));
        Assert.Equal(("words", StateForm.KeyValue, false, 3, 4L), (piece.State, piece.Form, piece.IsFull, piece.Version, piece.Entries));
        Assert.Empty(_states.Snapshot(full: false));
    }

    [Fact]
    public void When_the_changes_since_the_last_full_piece_exceed_the_state_Then_the_next_piece_is_full()
    {
        Fill(100);
        _states.Snapshot(full: false);
        Fill(60);
        Assert.Equal((false, 60L), Only(_states.Snapshot(full: false)));
        Fill(40);
        Assert.Equal((false, 40L), Only(_states.Snapshot(full: false)));
        Fill(1);
        Assert.Equal((true, 100L), Only(_states.Snapshot(full: false)));
        Fill(100);
        Assert.Equal((false, 100L), Only(_states.Snapshot(full: false)));
    }

    [Fact]
    public void When_most_is_removed_Then_the_next_piece_is_full()
    {
        Fill(100);
        _states.Snapshot(full: false);
        for (var i = 0; i < 60; i++)
            _state.Remove($"word{i}");

        Assert.Equal((true, 40L), Only(_states.Snapshot(full: false)));
        Assert.Empty(_states.Snapshot(full: false));
    }

    [Fact]
    public void When_all_is_asked_for_Then_it_is_all_though_nothing_changed()
    {
        Fill(100);
        _states.Snapshot(full: false);
        _state.Remove("word1");

        Assert.Equal((true, 99L), Only(_states.Snapshot(full: true)));
        Assert.Empty(_states.Snapshot(full: false));
        Assert.Equal((true, 99L), Only(_states.Snapshot(full: true)));
    }

    [Fact]
    public void When_it_is_restored_Then_changes_go_on_after_the_pieces_there_are()
    {
        var store = new StateStore();
        Fill(100);
        store.Add(0, 1, _states.Snapshot(full: false));
        Fill(60);
        store.Add(0, 1, _states.Snapshot(full: false));
        var states = store.Restore(0, 1);
        var state = states.GetKeyValue<string, long>("words", new StateOptions<long> { Version = 3 });

        Assert.Empty(states.Snapshot(full: false));
        for (var i = 0; i < 40; i++)
            state.Put($"word{i}", 5);
        Assert.Equal((false, 40L), Only(states.Snapshot(full: false)));
        state.Put("word1", 6);
        Assert.Equal((true, 100L), Only(states.Snapshot(full: false)));
    }

    [Fact]
    public void When_it_changes_after_the_snapshot_Then_that_does_not_show_in_the_bytes()
    {
        var store = new StateStore();
        Fill(10);
        store.Add(0, 1, _states.Snapshot(full: false));
        Fill(10, 100);
        _state.Remove("word9");
        _state.Put("more", 1);

        var restored = store.Restore(0, 1).GetKeyValue<string, long>("words", new StateOptions<long> { Version = 3 });

        Assert.Equal(Enumerable.Range(0, 10).Select(i => new KeyValuePair<string, long>($"word{i}", i)), restored.OrderBy(pair => pair.Key));
    }

    private void Fill(int keys, long plus = 0)
    {
        for (var i = 0; i < keys; i++)
            _state.Put($"word{i}", i + plus);
    }

    private static (bool IsFull, long Entries) Only(IReadOnlyList<StatePiece> pieces) =>
        Assert.Single(pieces) is var piece ? (piece.IsFull, piece.Entries) : default;
}
