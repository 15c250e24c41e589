using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;
using Topology.State.RocksDb.Tests.Support;

namespace Topology.State.RocksDb.Tests;

/// <summary>What is other than in memory: parts, snapshots that nobody reads, objects.</summary>
public class StoredStateTests
{
    [Fact]
    public void When_keys_have_the_same_bytes_Then_they_are_one_key()
    {
        var states = StateStore.States();
        var (bytes, tuples) = (states.GetKeyValue<byte[], int>("bytes", new()), states.GetKeyValue<(string, int), int>("tuples", new()));
        for (var i = 0; i < 2; i++)
        {
            bytes.Put([1, 2], i);
            tuples.Put(("a", 1), i);
        }
        bytes.Put([1], 5);

        Assert.Equal((2, 1, 1), (bytes.Count, bytes.Get([1, 2]), tuples.Count));
        Assert.Equal(1, tuples.Get(("a", 1)));
    }

    [Fact]
    public void When_an_object_is_changed_and_not_put_Then_the_state_is_not()
    {
        var state = StateStore.States().GetKeyValue<string, Tally>("tallies", new());
        state.Put("a", new Tally { Count = 1 });

        state.Get("a")!.Count = 2;

        Assert.Equal(1, state.Get("a")!.Count);
    }

    [Fact]
    public void When_a_value_cannot_be_written_Then_Put_says_so_and_nothing_has_changed()
    {
        var state = StateStore.States().GetKeyValue<string, Uri>("links", new());

        Assert.Equal("State \"links\" of component \"count\", task 0 of 1 cannot be saved: it holds a System.Uri: not one of mine",
            Assert.Throws<TopologyException>(() => state.Put("a", new Uri("http://a"))).Message);
        Assert.Equal((0, false), (state.Count, state.TryGet("a", out _)));
    }

    [Fact]
    public void When_keys_are_removed_while_they_are_enumerated_Then_they_do_not_come_and_others_do()
    {
        var state = StateStore.States().GetKeyValue<long, long>("numbers", new());
        for (var i = 0L; i < 10; i++)
            state.Put(i, i);

        var seen = new List<long>();
        foreach (var (key, _) in state)
        {
            seen.Add(key);
            state.Remove(key ^ 1);
        }

        Assert.Equal([0, 2, 4, 6, 8], seen);
        Assert.Equal(5, state.Count);
    }

    [Fact]
    public void When_a_piece_is_large_Then_it_is_in_parts_that_follow_each_other()
    {
        using var storage = new TestStorage(new RocksDbStorageOptions { PieceBytes = 1_000 });
        using var states = On(storage);
        var state = states.GetKeyValue<string, long>("words", new());
        for (var i = 0; i < 1_000; i++)
            state.Put($"word{i}", i);
        var full = Parts(Assert.Single(states.Snapshot(full: false)));
        for (var i = 0; i < 500; i++)
            Assert.True(i % 2 == 0 ? state.Remove($"word{i}") : Put(state, $"word{i}", -i));
        var changes = Parts(Assert.Single(states.Snapshot(full: false)));

        Assert.Equal((true, 1_000), (full[0].Entry.IsFull, full[0].Entry.Entries));
        Assert.All(full.Skip(1), part => Assert.Equal((false, 0), (part.Entry.IsFull, part.Entry.Entries)));
        Assert.InRange(full.Count, 10, 20);
        Assert.Equal(500, changes.Sum(part => part.Entry.Entries));
        Assert.InRange(changes.Count, 2, 5);
        var restored = new TaskStates(new StateOwner("count", 0, 1), TinySerializer.Instance, [.. full, .. changes], 7).GetKeyValue<string, long>("words", new());
        Assert.Equal(state.OrderBy(pair => pair.Key), restored.OrderBy(pair => pair.Key));
        Assert.Equal(750, restored.Count);
    }

    [Fact]
    public void When_a_piece_is_given_up_Then_what_is_left_of_it_cannot_be_read_and_the_next_can()
    {
        using var storage = new TestStorage(new RocksDbStorageOptions { PieceBytes = 100 });
        using var states = On(storage);
        var state = states.GetKeyValue<long, long>("numbers", new());
        for (var i = 0L; i < 100; i++)
            state.Put(i, i);
        var begun = Assert.Single(states.Snapshot(full: false));
        Assert.NotEqual(0, begun.Encode().Length);
        Put(state, 1, 2);
        var untouched = Assert.Single(states.Snapshot(full: false));

        states.GiveUp();

        Assert.Equal("State \"numbers\" of component \"count\", task 0 of 1 cannot be saved: its checkpoint was given up, or its task has ended.",
            Assert.Throws<TopologyException>(() => untouched.Encode()).Message);
        Assert.Throws<TopologyException>(() => begun.Rest()!.Encode());
        Assert.NotEmpty(Parts(Assert.Single(states.Snapshot(full: true))));
    }

    [Fact]
    public void When_the_instance_is_gone_Then_its_state_says_so()
    {
        var states = StateStore.States();
        var state = states.GetKeyValue<string, long>("words", new());
        states.Dispose();

        Assert.Throws<ObjectDisposedException>(() => state.Get("a"));
        Assert.Throws<ObjectDisposedException>(() => state.Put("a", 1));
        Assert.Throws<ObjectDisposedException>(() => state.Count());
    }

    /// <summary>As whoever writes checkpoints does it.</summary>
    internal static List<RestoredPiece> Parts(StatePiece piece)
    {
        var parts = new List<RestoredPiece>();
        for (var part = piece; part is not null; part = part.Rest())
            parts.Add(StateStore.Restored(0, 1, part, part.Encode().ToArray()));
        return parts;
    }

    internal static TaskStates On(TestStorage storage, IReadOnlyList<RestoredPiece>? restored = null) =>
        new(new StateOwner("count", 0, 1), TinySerializer.Instance, restored ?? [], null, storage.Storage);

    private static bool Put<TKey>(IKeyValueState<TKey, long> state, TKey key, long value)
        where TKey : notnull
    {
        state.Put(key, value);
        return true;
    }
}
