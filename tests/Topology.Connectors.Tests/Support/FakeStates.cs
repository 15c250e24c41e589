using Topology.Engine;

namespace Topology.Connectors.Tests.Support;

/// <summary>The states of one task; what they hold can be taken at any point and given to another instance.</summary>
internal sealed class FakeStates(Checkpoint? restored = null) : IStateBackend
{
    private readonly Dictionary<string, IHolder> _states = [];

    private interface IHolder : IState
    {
        object? Content { get; }
    }

    public long? RestoredCheckpoint => restored?.Id;

    public IReadOnlyDictionary<string, object?> Content => _states.ToDictionary(entry => entry.Key, entry => entry.Value.Content);

    public IKeyValueState<TKey, TValue> GetKeyValue<TKey, TValue>(string name, StateOptions<TValue> options)
        where TKey : notnull => throw new NotSupportedException();

    public IListState<T> GetList<T>(string name, StateOptions<T> options) => throw new NotSupportedException();

    public IValueState<T> GetValue<T>(string name, StateOptions<T> options)
    {
        if (!_states.TryGetValue(name, out var state))
        {
            var made = new FakeValue<T>(name);
            if (restored is not null && restored.Content.TryGetValue(name, out var content) && content is T value)
                made.Value = value;
            _states.Add(name, state = made);
        }
        return (FakeValue<T>)state;
    }

    private sealed class FakeValue<T>(string name) : IValueState<T>, IHolder
    {
        private T? _value;

        public string Name => name;

        public bool HasValue { get; private set; }

        public T? Value
        {
            get => _value;
            set
            {
                _value = value;
                HasValue = true;
            }
        }

        public object? Content => _value;

        public void Clear()
        {
            _value = default;
            HasValue = false;
        }
    }
}

/// <summary>What a checkpoint holds of one task.</summary>
internal sealed record Checkpoint(long Id, IReadOnlyDictionary<string, object?> Content);
