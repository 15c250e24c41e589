using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>A bolt of the user's that reads the elements as tuples.</summary>
internal sealed class BoltOperator<TIn>(Operator<TIn> input, string kind, Func<Bolt> factory, bool isKeyed, Action<BoltDeclarer>? declare) : Operator<StreamTuple>(input.Program, kind, input)
{
    public override Exchange Exchange => isKeyed ? Exchange.Key : Exchange.Shuffle;

    public override bool IsHead => true;

    public override bool IsOpen => false;

    public override bool HasOutput => false; // whoever reads it asks for a stream of it

    public override Component CreateComponent(Segment segment) => factory() ?? throw new InvalidOperationException($"{Shown}: the factory returned no bolt.");

    public override TupleEntry CreateEntry(int input, TaskScope scope) => throw new InvalidOperationException($"{Shown} reads its tuples itself.");

    public override void Refine(BoltDeclarer declarer) => declare?.Invoke(declarer);
}

/// <summary>Elements made of the tuples that a component of the user's emits.</summary>
internal sealed class ReadOperator<TOut>(StreamProgram program, string kind, Operator? bolt, string? component, string stream, Func<StreamTuple, TOut> read)
    : Operator<TOut>(program, kind, bolt is null ? [] : [bolt])
{
    public override bool IsHead => true;

    public override TupleEntry CreateEntry(int input, TaskScope scope) => new MappedEntry<TOut>(read, CreateChain(scope), scope.MarkOf(this));

    public override ForeignStream? Foreign => new(component, stream);
}

/// <summary>Elements made tuples with the fields that a bolt of the user's wants.</summary>
internal sealed class FieldsOperator<T>(Operator<T> input, Fields fields, FieldsWriter<T> write) : ChainOperator<T, T>(input, "Fields")
{
    public override string[] OutputFields => [.. fields];

    public override bool HasOwnFields => true;

    public override Stage<T> CreateStage(TaskScope scope)
    {
        var streams = scope.Segment.StreamsOf(this).ToArray();
        return new FieldsStage(scope.MarkOf(this), streams, fields.Count, write, scope);
    }

    private sealed class FieldsStage(CallMark mark, string[] streams, int count, FieldsWriter<T> write, TaskScope scope) : Stage<T>
    {
        private readonly Value[] _values = new Value[count];

        public override void Push(T element)
        {
            mark.Set();
            write(element, _values);
            scope.Blame.Clear();
            foreach (var stream in streams)
                scope.Output!.EmitTo(stream, _values); // set before the first element
        }
    }
}
