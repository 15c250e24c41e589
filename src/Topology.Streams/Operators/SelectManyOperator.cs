using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

internal sealed class SelectManyOperator<TIn, TOut>(Operator<TIn> input, string kind, Func<TIn, IEnumerable<TOut>> selector) : ChainOperator<TIn, TOut>(input, kind)
{
    public override Stage<TIn> CreateStage(TaskScope scope) => new SelectManyStage(scope.MarkOf(this), selector, CreateChain(scope));

    private sealed class SelectManyStage(CallMark mark, Func<TIn, IEnumerable<TOut>> selector, Stage<TOut> next) : Stage<TIn>
    {
        public override void Push(TIn element)
        {
            mark.Set();
            var all = selector(element) ?? throw new InvalidOperationException("the function returned null; return an empty sequence if there is nothing");
            if (all is TOut[] array)
                PushAll(array);
            else
                PushAll(all);
        }

        private void PushAll(TOut[] all)
        {
            foreach (var one in all)
                next.Push(one);
        }

        private void PushAll(IEnumerable<TOut> all)
        {
            using var elements = all.GetEnumerator();
            while (MoveNext(elements))
                next.Push(elements.Current);
        }

        // What a lazy sequence throws is the function's.
        private bool MoveNext(IEnumerator<TOut> elements)
        {
            mark.Set();
            return elements.MoveNext();
        }
    }
}
