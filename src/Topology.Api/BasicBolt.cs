namespace Topology;

/// <summary>A bolt whose emits are anchored to its input and whose input is acked when <c>Execute</c> returns.</summary>
/// <remarks>A <see cref="FailedException"/> fails the input and nothing else. Any other exception also restarts the
/// executor.</remarks>
public abstract class BasicBolt : Bolt
{
    private AnchoredCollector? _collector;

    /// <summary>Called once before the first tuple.</summary>
    /// <param name="context">This task's place in the topology; may be kept.</param>
    public virtual void Prepare(TopologyContext context) { }

    /// <summary>Processes one tuple.</summary>
    /// <param name="input">The tuple; safe to keep, but acked once this returns.</param>
    /// <param name="collector">Emits anchored to <paramref name="input"/>; only valid during the call.</param>
    public abstract void Execute(StreamTuple input, BasicOutputCollector collector);

    /// <summary>Prepares the bolt; override <see cref="Prepare(TopologyContext)"/> instead.</summary>
    /// <param name="context">This task's place in the topology.</param>
    /// <param name="collector">The collector the bolt emits to.</param>
    public sealed override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector.CreateAnchored();
        Prepare(context);
    }

    /// <summary>Executes, then acks or fails; override <see cref="Execute(StreamTuple, BasicOutputCollector)"/> instead.</summary>
    /// <param name="input">The tuple.</param>
    public sealed override void Execute(StreamTuple input)
    {
        var collector = _collector ?? throw new InvalidOperationException("Execute was called before Prepare.");
        collector.Begin(input);
        try
        {
            Execute(input, collector);
        }
        catch (FailedException failure)
        {
            collector.Fail(input);
            if (failure.Report)
                collector.ReportError(failure);
            return;
        }
        catch (Exception error) when (Explain(error) is var explained && explained != error)
        {
            throw explained;
        }
        collector.Ack(input);
    }

    /// <summary>Says of an exception whose it is, for a bolt that runs several functions of the user's. A handler of its own would keep the bolt from being inlined here.</summary>
    internal virtual Exception Explain(Exception error) => error;
}
