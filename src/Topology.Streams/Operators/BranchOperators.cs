using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Gives each element the number of its branch.</summary>
internal sealed class BranchOperator<T>(Operator<T> input, Func<T, bool>[] predicates) : ChainOperator<T, (int Branch, T Element)>(input, "Branch")
{
    public override bool KeepsKeys => true;

    public override Stage<T> CreateStage(TaskScope scope) => new BranchStage(scope.MarkOf(this), predicates, CreateChain(scope));

    private sealed class BranchStage(CallMark mark, Func<T, bool>[] predicates, Stage<(int Branch, T Element)> next) : Stage<T>
    {
        public override void Push(T element)
        {
            if (Find(element) is var branch && branch >= 0)
                next.Push((branch, element));
        }

        private int Find(T element)
        {
            mark.Set();
            for (var branch = 0; branch < predicates.Length; branch++)
            {
                if (predicates[branch](element))
                    return branch;
            }
            return -1;
        }
    }
}

/// <summary>The elements of one branch.</summary>
internal sealed class BranchOutputOperator<T>(BranchOperator<T> division, int branch) : ChainOperator<(int Branch, T Element), T>(division, $"Branch-{branch}")
{
    public override bool KeepsKeys => true;

    public override Stage<(int Branch, T Element)> CreateStage(TaskScope scope) => new BranchOutputStage(branch, CreateChain(scope));

    private sealed class BranchOutputStage(int branch, Stage<T> next) : Stage<(int Branch, T Element)>
    {
        public override void Push((int Branch, T Element) element)
        {
            if (element.Branch == branch)
                next.Push(element.Element);
        }
    }
}
