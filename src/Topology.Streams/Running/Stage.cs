namespace Topology.Streams.Running;

/// <summary>One step of a fused chain: takes an element and hands on what becomes of it, in the same call. One instance per task; the executor's thread.</summary>
/// <typeparam name="T">What it takes.</typeparam>
internal abstract class Stage<T>
{
    public abstract void Push(T element);
}

/// <summary>Where a fused chain ends without anybody who wants what comes out.</summary>
internal sealed class DiscardStage<T> : Stage<T>
{
    public override void Push(T element)
    {
    }
}

/// <summary>Hands each element to several others, in the order in which they were declared.</summary>
internal sealed class FanOutStage<T>(Stage<T>[] targets) : Stage<T>
{
    public override void Push(T element)
    {
        foreach (var target in targets)
            target.Push(element);
    }
}
