using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>An operator with one input that can be the first of a component as well as any other.</summary>
internal abstract class ChainOperator<TIn, TOut>(Operator<TIn> input, string kind) : Operator<TOut>(input.Program, kind, input), IReader<TIn>
{
    public abstract Stage<TIn> CreateStage(TaskScope scope);

    public Stage<TIn> CreateStage(int input, TaskScope scope) => CreateStage(scope);

    public override TupleEntry CreateEntry(int input, TaskScope scope) => new TupleEntry<TIn>(CreateStage(scope));
}

internal sealed class SelectOperator<TIn, TOut>(Operator<TIn> input, string kind, Func<TIn, TOut> selector, bool keepsKeys = false)
    : ChainOperator<TIn, TOut>(input, kind)
{
    public override bool KeepsKeys => keepsKeys;

    public override Stage<TIn> CreateStage(TaskScope scope) => new SelectStage(scope.MarkOf(this), selector, CreateChain(scope));

    private sealed class SelectStage(CallMark mark, Func<TIn, TOut> selector, Stage<TOut> next) : Stage<TIn>
    {
        public override void Push(TIn element)
        {
            mark.Set();
            next.Push(selector(element));
        }
    }
}

internal sealed class WhereOperator<T>(Operator<T> input, string kind, Func<T, bool> predicate) : ChainOperator<T, T>(input, kind)
{
    public override bool KeepsKeys => true;

    public override Stage<T> CreateStage(TaskScope scope) => new WhereStage(scope.MarkOf(this), predicate, CreateChain(scope));

    private sealed class WhereStage(CallMark mark, Func<T, bool> predicate, Stage<T> next) : Stage<T>
    {
        public override void Push(T element)
        {
            mark.Set();
            if (predicate(element))
                next.Push(element);
        }
    }
}

internal sealed class PeekOperator<T>(Operator<T> input, string kind, Action<T> action) : ChainOperator<T, T>(input, kind)
{
    public override bool KeepsKeys => true;

    public override Stage<T> CreateStage(TaskScope scope) => new ActionStage<T>(scope.MarkOf(this), action, CreateChain(scope));
}

/// <summary>Does nothing but be in other tasks than its input.</summary>
internal sealed class RepartitionOperator<T>(Operator<T> input) : ChainOperator<T, T>(input, "Repartition")
{
    public override Exchange Exchange => Exchange.Shuffle;

    public override bool IsHead => true;

    public override Stage<T> CreateStage(TaskScope scope) => CreateChain(scope);
}

/// <summary>The elements of several streams.</summary>
internal sealed class UnionOperator<T>(Operator<T>[] inputs) : Operator<T>(inputs[0].Program, "Union", inputs), IReader<T>
{
    public Stage<T> CreateStage(int input, TaskScope scope) => scope.Joined(this, () => CreateChain(scope));

    public override TupleEntry CreateEntry(int input, TaskScope scope) => new TupleEntry<T>(CreateStage(input, scope));
}
