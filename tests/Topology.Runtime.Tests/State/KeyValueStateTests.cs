using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Values by key, as a component sees them.</summary>
public class KeyValueStateTests
{
    [Fact]
    public void When_keys_are_put_and_removed_Then_they_are_there_or_not()
    {
        var state = Words();

        state.Put("a", 1);
        state.Put("b", 2);

        Assert.Equal([1L, 2L, 0L], [state.Get("a"), state.Get("b"), state.Get("c")]);
        Assert.True(state.TryGet("a", out var one));
        Assert.Equal(1, one);
        Assert.False(state.TryGet("c", out _));
        Assert.True(state.Remove("a"));
        Assert.False(state.Remove("a"));
        Assert.False(state.Remove("c"));
        Assert.False(state.TryGet("a", out _));
        Assert.Equal(0, state.Get("a"));
        Assert.Equal(1, state.Count);
        Assert.Equal([new KeyValuePair<string, long>("b", 2)], state);
    }

    [Fact]
    public void When_a_key_is_removed_and_put_between_two_pieces_Then_it_is_there_with_its_last_value()
    {
        var states = StateStore.States();
        var state = states.GetKeyValue<string, long>("words", new StateOptions<long>());
        for (var i = 0; i < 10; i++)
            state.Put($"word{i}", i);
        states.Snapshot(full: false);

        Assert.True(state.Remove("word3"));
        Assert.Equal((9, 0L, false), (state.Count, state.Get("word3"), state.Remove("word3")));
        Assert.DoesNotContain(state, pair => pair.Key == "word3");
        state.Put("word3", 33);

        Assert.Equal((10, 33L), (state.Count, state.Get("word3")));
        Assert.Contains(new KeyValuePair<string, long>("word3", 33), state);
    }

    [Fact]
    public void When_a_value_is_null_Then_the_key_is_there()
    {
        var state = StateStore.States().GetKeyValue<string, string?>("notes", new StateOptions<string?>());

        state.Put("a", null);

        Assert.True(state.TryGet("a", out var value));
        Assert.Null(value);
    }

    [Fact]
    public void When_a_key_is_null_Then_it_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Words().Put(null!, 1));
        Assert.Throws<ArgumentNullException>(() => Words().Get(null!));
        Assert.Throws<ArgumentNullException>(() => Words().Remove(null!));
    }

    [Fact]
    public void When_it_grows_while_it_is_enumerated_Then_that_throws()
    {
        var state = Words();
        state.Put("a", 1);

        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var (key, value) in state)
                state.Put(key + key, value);
        });
    }

    [Fact]
    public void When_the_same_name_is_asked_for_again_Then_it_is_the_same_state()
    {
        var states = StateStore.States();

        Assert.Same(states.GetKeyValue<string, long>("a", new()), states.GetKeyValue<string, long>("a", new()));
        Assert.Same(states.GetValue<long>("b", new()), states.GetValue<long>("b", new()));
        Assert.Same(states.GetList<long>("c", new()), states.GetList<long>("c", new()));
        Assert.Equal("a", states.GetKeyValue<string, long>("a", new()).Name);
        Assert.Null(states.RestoredCheckpoint);
    }

    private static IKeyValueState<string, long> Words() => StateStore.States().GetKeyValue<string, long>("words", new StateOptions<long>());
}
