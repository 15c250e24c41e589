using Topology.Streams.Running;

namespace Topology.Streams.Planning;

/// <summary>One operator of a stream program, as it was written. Changed while the program is written, then only read, by any thread.</summary>
internal abstract class Operator
{
    protected Operator(StreamProgram program, string kind, params Operator[] inputs)
    {
        Program = program;
        Kind = kind;
        Inputs = inputs;
        program.Add(this);
        Number = program.Operators.Count;
    }

    public StreamProgram Program { get; }

    /// <summary>The method that made it.</summary>
    public string Kind { get; }

    public IReadOnlyList<Operator> Inputs { get; }

    /// <summary>Its place in the program, from 1.</summary>
    public int Number { get; }

    /// <summary>As given; null: it gets one.</summary>
    public string? Name { get; set; }

    /// <summary>As given; null: that of its input or the program's.</summary>
    public int? Parallelism { get; set; }

    public virtual Exchange Exchange => Exchange.None;

    /// <summary>Whether it never shares the component of its input.</summary>
    public virtual bool IsHead => false;

    /// <summary>Whether others can be put into its component behind it.</summary>
    public virtual bool IsOpen => true;

    public virtual bool IsSource => false;

    /// <summary>Whether it has an output that somebody has to use.</summary>
    public virtual bool HasOutput => true;

    public virtual bool IsStateful => false;

    /// <summary>Whether operators with state can be put behind it into the component that it is the first of.</summary>
    public virtual bool TakesState => true;

    /// <summary>Whether the fields of its output are its own affair, without an event time.</summary>
    public virtual bool HasOwnFields => false;

    /// <summary>Whether what comes out has the key of what goes in.</summary>
    public virtual bool KeepsKeys => false;

    /// <summary>The type of what comes out.</summary>
    public abstract Type Output { get; }

    /// <summary>For messages: Where "long words" (operator 3).</summary>
    public string Shown => Name is null ? $"{Kind} (operator {Number})" : $"{Kind} \"{Name}\" (operator {Number})";

    /// <summary>The fields of a tuple of its output.</summary>
    public abstract string[] OutputFields { get; }

    /// <summary>What is wrong with it, in sentences.</summary>
    public virtual IEnumerable<string> Mistakes() => [];

    /// <summary>An instance of the component that it is the first operator of.</summary>
    public virtual Component CreateComponent(Segment segment) => segment.IsStateful ? new StatefulStreamBolt(segment) : new StreamBolt(segment);

    /// <summary>The stream of a component of the user's that it reads; null: it reads what other operators emit.</summary>
    public virtual ForeignStream? Foreign => null;

    /// <summary>Refines the component that it is the first operator of.</summary>
    public virtual void Refine(BoltDeclarer declarer)
    {
    }

    /// <summary>Where tuples of one of its inputs enter, if it is the first operator of a component.</summary>
    public abstract TupleEntry CreateEntry(int input, TaskScope scope);
}

/// <summary>An operator by what comes out of it.</summary>
internal abstract class Operator<TOut>(StreamProgram program, string kind, params Operator[] inputs) : Operator(program, kind, inputs)
{
    public override Type Output => typeof(TOut);

    public override string[] OutputFields => Encoding<TOut>.Instance.Fields;

    /// <summary>The stages of whatever reads it in the same component, and of the streams that lead out of it.</summary>
    public Stage<TOut> CreateChain(TaskScope scope)
    {
        var stages = new List<Stage<TOut>>();
        foreach (var reader in scope.Segment.ReadersOf(this))
            stages.Add(((IReader<TOut>)reader.Operator).CreateStage(reader.Input, scope));
        foreach (var stream in scope.Segment.StreamsOf(this))
            stages.Add(EmitStages.Create<TOut>(scope, stream, scope.Segment.HasTime(this)));
        return stages switch
        {
            [] => new DiscardStage<TOut>(),
            [var only] => only,
            _ => new FanOutStage<TOut>([.. stages]),
        };
    }
}

/// <summary>An operator by what goes into it.</summary>
internal interface IReader<TIn>
{
    /// <summary>Its stage, with all behind it.</summary>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="scope">The task.</param>
    Stage<TIn> CreateStage(int input, TaskScope scope);
}

/// <summary>A stream that no operator emits.</summary>
/// <param name="Component">Its component; null: that of the operator's input.</param>
/// <param name="Stream">Its id.</param>
internal sealed record ForeignStream(string? Component, string Stream);
