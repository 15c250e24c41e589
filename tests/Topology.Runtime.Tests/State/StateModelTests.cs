using System.Runtime.CompilerServices;
using CsCheck;
using Topology.Engine;
using Topology.Runtime.Routing;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Whatever is done to a component's states, restoring a checkpoint gives what they held then, on any number of tasks.</summary>
public class StateModelTests
{
    private static readonly Gen<(int What, int Key, long Value)[]> AnySteps = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 30], Gen.Long[0, 5]).Array[0, 150];
    private static readonly Gen<int> AnyTasks = Gen.Int[1, 6];

    [Fact]
    public void With_keys_that_are_strings() => Check(i => $"word{i}", key => [key], value => value);

    [Fact]
    public void With_keys_that_are_numbers() => Check(i => i - 3L, key => [key], value => value);

    [Fact]
    public void With_keys_that_are_bytes_and_values_that_are_text() => Check(i => new byte[i], key => [key], value => value == 0 ? null : $"value {value}");

    [Fact]
    public void With_keys_of_several_fields_and_values_that_are_objects() => Check(i => ($"word{i}", i), key => [key.Item1, key.i], value => new List<string> { $"value {value}" });

    private static void Check<TKey, TValue>(Func<int, TKey> keyOf, Func<TKey, Value[]> fieldsOf, Func<long, TValue> valueOf)
        where TKey : notnull => Gen
        .Select(AnyTasks, AnySteps, AnyTasks.Array[40])
        .Sample((tasks, steps, numbers) =>
        {
            using var model = new Model<TKey, TValue>(keyOf, fieldsOf, valueOf, tasks);
            model.Run(steps, numbers);
        }, iter: Backend.ModelRuns, threads: 1);

    /// <summary>The tasks of a component that counts by key and logs what it does.</summary>
    private sealed class Model<TKey, TValue>(Func<int, TKey> keyOf, Func<TKey, Value[]> fieldsOf, Func<long, TValue> valueOf, int tasks) : IDisposable
        where TKey : notnull
    {
        private readonly List<TaskStates> _made = []; // what they gave may be written late
        private readonly List<(StateStore Store, int Tasks, Dictionary<int, long> Entries, long[][] Logs)> _checkpoints = [];
        private StateStore _store = new();
        private TaskStates[] _tasks = new StateStore().Restore(tasks);
        private Dictionary<int, long> _entries = [];
        private long[][] _logs = [.. Enumerable.Repeat<long[]>([], tasks)];

        public void Run((int What, int Key, long Value)[] steps, int[] numbers)
        {
            var next = 0;
            foreach (var step in steps)
            {
                Do(step);
                if (step.What == 19 && _checkpoints.Count > 0)
                    Restore(_checkpoints[^1], numbers[next++ % numbers.Length]);
            }
            Take(full: false);
            foreach (var checkpoint in _checkpoints)
            {
                Restore(checkpoint, checkpoint.Tasks);
                Restore(checkpoint, numbers[next++ % numbers.Length]);
            }
        }

        public void Dispose()
        {
            foreach (var states in _made.Concat(_tasks))
                states.Dispose();
        }

        private void Do((int What, int Key, long Value) step)
        {
            var task = TaskOf(step.Key);
            switch (step.What)
            {
                case < 8:
                    Put(KeyedOf(_tasks[task]), keyOf(step.Key), valueOf(step.Value), isThere: _entries.ContainsKey(step.Key), byCell: step.What % 2 == 0);
                    _entries[step.Key] = step.Value;
                    break;
                case < 13:
                    Assert.Equal(_entries.Remove(step.Key), KeyedOf(_tasks[task]).Remove(keyOf(step.Key)));
                    break;
                case < 15:
                    _logs[task] = [.. _logs[task], step.Value];
                    LogOf(_tasks[task]).Add(step.Value);
                    break;
                case < 19:
                    Take(full: step.What == 18);
                    break;
            }
        }

        private static void Put(IKeyValueState<TKey, TValue> state, TKey key, TValue value, bool isThere, bool byCell)
        {
            if (!byCell || state is not IStateCells<TKey, TValue> cells) // on disk there are none
            {
                state.Put(key, value);
                return;
            }
            ref var cell = ref cells.Find(key);
            Assert.Equal(isThere, !Unsafe.IsNullRef(ref cell));
            if (isThere)
                cells.Change(ref cell, key, value);
            else
                state.Put(key, value);
        }

        private void Take(bool full)
        {
            for (var task = 0; task < _tasks.Length; task++)
                _store.Add(task, _tasks.Length, _tasks[task].Snapshot(full));
            _store.Keep(_tasks.Length);
            _checkpoints.Add((_store.Copy(), _tasks.Length, new(_entries), [.. _logs]));
        }

        private void Restore((StateStore Store, int Tasks, Dictionary<int, long> Entries, long[][] Logs) from, int count)
        {
            _store = from.Store.Copy();
            _made.AddRange(_tasks);
            _tasks = _store.Restore(count);
            _entries = new(from.Entries);
            _logs = count == from.Tasks ? [.. from.Logs] : Deal([.. from.Logs.SelectMany(log => log)], count);
            for (var task = 0; task < count; task++)
            {
                Assert.Equal(_logs[task], LogOf(_tasks[task]));
                var expected = _entries.Where(entry => TaskOf(entry.Key) == task).ToList();
                var state = KeyedOf(_tasks[task]);
                Assert.Equal(expected.Count, state.Count);
                Assert.Equal(expected.Count, state.Count());
                Assert.All(expected, entry =>
                {
                    Assert.True(state.TryGet(keyOf(entry.Key), out var value));
                    Assert.Equal(valueOf(entry.Value), value);
                });
            }
        }

        private static long[][] Deal(long[] items, int count) => [.. Enumerable.Range(0, count).Select(task => items.Where((_, i) => i % count == task).ToArray())];

        private int TaskOf(int key)
        {
            var fields = fieldsOf(keyOf(key));
            return new FieldsChooser([.. Enumerable.Range(0, fields.Length)], _tasks.Length).Choose(fields);
        }

        private static IKeyValueState<TKey, TValue> KeyedOf(TaskStates states) => states.GetKeyValue<TKey, TValue>("entries", new StateOptions<TValue>());

        private static IListState<long> LogOf(TaskStates states) => states.GetList<long>("log", new StateOptions<long>());
    }
}
