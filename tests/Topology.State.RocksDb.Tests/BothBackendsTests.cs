using CsCheck;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Routing;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.State.RocksDb.Tests;

/// <summary>What one backend has saved the other restores, on any number of tasks, and the bytes of an entry are the same.</summary>
public class BothBackendsTests
{
    private static readonly Gen<(int Key, long Value)[]> AnyChanges = Gen.Select(Gen.Int[0, 60], Gen.Long[-3, 5]).Array[1, 120];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_a_checkpoint_is_restored_by_the_other_Then_it_is_what_it_was(bool isInMemoryFirst) => Gen.Select(AnyChanges, AnyChanges, Gen.Int[1, 3], Gen.Int[1, 3]).Sample(
        (first, then, before, after) =>
        {
            var expected = new Dictionary<string, long>();
            var (store, tasks) = (new StateStore(), Tasks(new StateStore(), before, isInMemoryFirst));
            foreach (var changes in new[] { first, then })
            {
                Change(tasks, changes, expected);
                for (var task = 0; task < before; task++)
                    store.Add(task, before, tasks[task].Snapshot(full: false));
            }

            var restored = Tasks(store, after, !isInMemoryFirst);
            var entries = restored.SelectMany(states => states.GetKeyValue<string, long>("words", new())).ToList();

            Assert.Equal(expected.OrderBy(pair => pair.Key), entries.OrderBy(pair => pair.Key));
            Assert.Equal(before != after, restored.Any(states => states.Snapshot(full: false).Any(piece => piece.IsFull)) || entries.Count == 0 && before != after);
            foreach (var states in tasks.Concat(restored))
                states.Dispose();
        }, iter: 20, threads: 1);

    [Fact]
    public void When_both_save_the_same_Then_the_bytes_are_the_same()
    {
        var pieces = new[] { true, false }.Select(isInMemory =>
        {
            var states = Tasks(new StateStore(), 1, isInMemory)[0];
            for (var i = 0; i < 100; i++)
                states.GetKeyValue<long, string>("texts", new()).Put(i, $"value {i}");
            return Assert.Single(states.Snapshot(full: false)).Encode().ToArray();
        }).ToList();

        Assert.Equal(pieces[0].Order(), pieces[1].Order()); // entries may be in another order
    }

    private static TaskStates[] Tasks(StateStore store, int count, bool isInMemory) => [.. Enumerable.Range(0, count).Select(task =>
        Backend.Made(new TaskStates(new StateOwner("count", task, count), TinySerializer.Instance, store.Read(task, count), 7, isInMemory ? null : Backend.Storage)))];

    private static void Change(TaskStates[] tasks, (int Key, long Value)[] changes, Dictionary<string, long> expected)
    {
        var chooser = new FieldsChooser([0], tasks.Length);
        foreach (var (number, value) in changes)
        {
            var key = $"word{number}";
            var state = tasks[chooser.Choose([key])].GetKeyValue<string, long>("words", new());
            if (value < 0)
            {
                Assert.Equal(expected.Remove(key), state.Remove(key));
                continue;
            }
            expected[key] = value;
            state.Put(key, value);
        }
    }
}
