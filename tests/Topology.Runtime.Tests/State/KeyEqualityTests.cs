using Topology.Engine;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Which keys are the same, in memory.</summary>
public class KeyEqualityTests
{
    [Fact]
    public void State_in_memory_hands_out_its_cells() =>
        Assert.IsAssignableFrom<IStateCells<string, long>>(StateStore.States().GetKeyValue<string, long>("words", new StateOptions<long>()));

    [Fact]
    public void When_keys_hold_the_same_bytes_or_items_Then_they_are_one_key()
    {
        AssertOneKey(() => new byte[] { 1, 2 }, new byte[] { 1, 3 });
        AssertOneKey(() => ("a", new byte[] { 1, 2 }), ("a", new byte[] { 1, 3 }));
        AssertOneKey(() => new List<string> { "a", "b" }, new List<string> { "a" });
        AssertOneKey<IReadOnlyList<object>>(() => new object[] { "a", new byte[] { 1 } }, new object[] { "a", "b" });
        AssertOneKey<object>(() => "ab", "ba");
        AssertOneKey(() => ("a", 1), ("a", 2));
    }

    private static void AssertOneKey<TKey>(Func<TKey> make, TKey other)
        where TKey : notnull
    {
        var state = StateStore.States().GetKeyValue<TKey, int>("keys", new StateOptions<int>());
        state.Put(make(), 1);
        state.Put(make(), 2);
        state.Put(other, 3);

        Assert.Equal((2, 2, 3), (state.Count, state.Get(make()), state.Get(other)));
    }
}
