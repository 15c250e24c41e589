using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Gives elements to a function of the user's: the end of a stream.</summary>
internal sealed class SinkOperator<T>(Operator<T> input, string kind, Func<TopologyContext, Action<T>> make) : ChainOperator<T, T>(input, kind)
{
    public override bool HasOutput => false;

    public override Stage<T> CreateStage(TaskScope scope) => new ActionStage<T>(scope.MarkOf(this), Make(scope), new DiscardStage<T>());

    private Action<T> Make(TaskScope scope) => make(scope.Context) ?? throw new InvalidOperationException($"{Shown} got null instead of a function.");
}

/// <summary>Has a function look at each element before it goes on.</summary>
internal sealed class ActionStage<T>(CallMark mark, Action<T> action, Stage<T> next) : Stage<T>
{
    public override void Push(T element)
    {
        mark.Set();
        action(element);
        next.Push(element);
    }
}
