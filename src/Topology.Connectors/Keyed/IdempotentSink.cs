using Topology.Connectors.Durability;

namespace Topology.Connectors;

/// <summary>The base of sinks to a store in which the last write of a key stands: a tuple seen twice does no harm there, so no transactions are needed.</summary>
/// <remarks>
/// The last tuple of each key is kept, and all are handed to <see cref="Upsert"/> after <see cref="BatchSize"/> inputs, <see cref="FlushAfter"/> the first of them, on a tick, before
/// a checkpoint and in Cleanup. Inputs are acked after it returned. Group the input by the key. With effectively-once the store has the right values whenever
/// nothing is being repeated; after a failure older values of a key may show until they are overtaken.
/// </remarks>
/// <typeparam name="TKey">What the store knows a row by.</typeparam>
public abstract class IdempotentSink<TKey> : Bolt, ICheckpointListener
    where TKey : notnull
{
    private readonly Dictionary<TKey, StreamTuple> _last = [];
    private SinkInputs? _inputs;
    private FlushTimer? _timer;
    private TopologyContext? _context;
    private int _batchSize;

    /// <summary>After how many inputs they are written. Asked once, in Prepare.</summary>
    /// <value>At least 1; default 1000.</value>
    protected virtual int BatchSize => 1000;

    /// <summary>How long after the first input they are written, if nothing else has them written before. Asked once, in Prepare.</summary>
    /// <value>More than zero, and less than the message time-out; default 1 s.</value>
    protected virtual TimeSpan FlushAfter => TimeSpan.FromSeconds(1);

    /// <summary>This task's place in the topology. From Prepare on.</summary>
    protected TopologyContext Context => _context ?? throw new InvalidOperationException($"{GetType().Name} was used before Prepare.");

    /// <summary>The key of an input. On the executor's thread.</summary>
    /// <param name="input">Never a tick.</param>
    /// <exception cref="FailedException">Fails the input and nothing else.</exception>
    protected abstract TKey KeyOf(StreamTuple input);

    /// <summary>Writes what is new; returns once it is durable. On the executor's thread; may block.</summary>
    /// <param name="last">The last input of each key since the last call, never empty; valid during the call.</param>
    /// <exception cref="FailedException">Nothing was written: fails these inputs. With effectively-once, where nobody would emit them again, it restarts the topology, as any other exception
    /// restarts the executor.</exception>
    protected abstract void Upsert(IReadOnlyDictionary<TKey, StreamTuple> last);

    /// <summary>Declares nothing: a sink emits nothing.</summary>
    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

    /// <summary>An override calls the base first.</summary>
    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _inputs = new SinkInputs(DeliveryGuarantee.AtLeastOnce, collector); // acked late whatever the guarantee is
        _timer = new FlushTimer(context, FlushAfter, Flush);
        _batchSize = BatchSize;
    }

    /// <summary>Keeps the input until the next <see cref="Upsert"/>.</summary>
    /// <inheritdoc/>
    public sealed override void Execute(StreamTuple input)
    {
        var inputs = Inputs;
        if (input.IsTick)
        {
            inputs.AckNow(input);
            Flush();
            return;
        }
        if (!inputs.TryRead(input, KeyOf, out var key))
            return;
        _last[key] = input;
        _timer?.Arm();
        if (inputs.Waiting >= _batchSize)
            Flush();
    }

    /// <summary>Writes what is kept, so that the checkpoint covers it.</summary>
    /// <inheritdoc/>
    public void BeforeCheckpoint(long checkpointId) => Flush();

    /// <inheritdoc/>
    public virtual void CheckpointCompleted(long checkpointId) { }

    /// <summary>Writes what is kept; an override calls the base.</summary>
    public override void Cleanup()
    {
        _timer?.Dispose();
        if (_last.Count > 0)
            Upsert(_last);
        _last.Clear();
    }

    private SinkInputs Inputs => _inputs ?? throw new InvalidOperationException($"{GetType().Name} was used before Prepare.");

    private void Flush()
    {
        if (_last.Count == 0)
            return;
        try
        {
            Upsert(_last);
        }
        catch (FailedException failure) when (Context.Config.Guarantee != DeliveryGuarantee.EffectivelyOnce)
        {
            _last.Clear();
            Inputs.FailWaiting(failure);
            return;
        }
        _last.Clear();
        Inputs.AckWaiting();
    }
}
