namespace Topology.Testing;

/// <summary>A source fed by hand, which tells what became of each tuple. Thread-safe, so it also serves in a LocalCluster.</summary>
/// <remarks>Use <see cref="CreateSpout"/> as the factory of one or more spouts; they share what is fed.</remarks>
/// <param name="fields">The fields of the default stream.</param>
public sealed class Feeder(Fields fields)
{
    private readonly Lock _gate = new();
    private readonly Queue<(Value? Id, Value[] Values)> _waiting = new();
    private readonly List<Value> _acked = [];
    private readonly List<(Value Id, FailReason Reason)> _failed = [];
    private readonly List<SpoutOutputCollector> _collectors = [];
    private bool _isCompleted;

    /// <summary>The ids acked so far, in order.</summary>
    public IReadOnlyList<Value> Acked
    {
        get
        {
            lock (_gate)
                return [.. _acked];
        }
    }

    /// <summary>The ids failed so far, in order, and why.</summary>
    public IReadOnlyList<(Value Id, FailReason Reason)> Failed
    {
        get
        {
            lock (_gate)
                return [.. _failed];
        }
    }

    /// <summary>Has a tracked tuple emitted soon.</summary>
    /// <param name="id">Its message id.</param>
    /// <param name="values">One per field.</param>
    public void Feed(Value id, params ReadOnlySpan<Value> values) => Enqueue(id, values);

    /// <summary>Has an untracked tuple emitted soon.</summary>
    /// <param name="values">One per field.</param>
    public void FeedUntracked(params ReadOnlySpan<Value> values) => Enqueue(null, values);

    /// <summary>No more will be fed: the spouts complete once everything fed is emitted.</summary>
    public void Complete()
    {
        lock (_gate)
            _isCompleted = true;
        Wake();
    }

    /// <summary>A factory for <see cref="TopologyBuilder.SetSpout"/>.</summary>
    public Spout CreateSpout() => new FedSpout(this);

    private void Enqueue(Value? id, ReadOnlySpan<Value> values)
    {
        if (values.Length != FieldsOfStream.Count)
            throw new ArgumentException($"{values.Length} values for {FieldsOfStream.Count} fields: {FieldsOfStream}.", nameof(values));
        lock (_gate)
            _waiting.Enqueue((id, values.ToArray()));
        Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            foreach (var collector in _collectors)
                collector.Wake();
        }
    }

    private sealed class FedSpout(Feeder feeder) : Spout
    {
        private SpoutOutputCollector? _collector;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(feeder.FieldsOfStream);

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
        {
            _collector = collector;
            lock (feeder._gate)
                feeder._collectors.Add(collector);
        }

        public override void Execute()
        {
            var collector = _collector!; // set by Prepare
            var (item, isCompleted) = feeder.Take();
            if (item is { Id: { } id })
                collector.EmitWithId(id, item.Value.Values);
            else if (item is { } untracked)
                collector.Emit(untracked.Values);
            else if (isCompleted)
                collector.Complete();
        }

        public override void Ack(Value messageId)
        {
            lock (feeder._gate)
                feeder._acked.Add(messageId);
        }

        public override void Fail(Value messageId, FailReason reason)
        {
            lock (feeder._gate)
                feeder._failed.Add((messageId, reason));
        }
    }

    private Fields FieldsOfStream { get; } = fields;

    private ((Value? Id, Value[] Values)? Item, bool IsCompleted) Take()
    {
        lock (_gate)
            return _waiting.TryDequeue(out var item) ? (item, _isCompleted) : (null, _isCompleted);
    }
}
