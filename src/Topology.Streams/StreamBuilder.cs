using Topology.Connectors;
using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams;

/// <summary>Begins a program of streams and makes a topology of it. Not safe for several threads at once.</summary>
public sealed class StreamBuilder
{
    private readonly StreamProgram _program = new();

    /// <summary>How many tasks operators with state or a bolt have, if nothing else is said.</summary>
    /// <value>At least 1; default 1.</value>
    public int DefaultParallelism
    {
        get => _program.DefaultParallelism;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _program.DefaultParallelism = value;
        }
    }

    /// <summary>Whether operators are put together into one component where they can be. Without it each has a component of its own, with figures of its own, and tuples between them.</summary>
    /// <value>Default true.</value>
    public bool IsFusing
    {
        get => _program.IsFusing;
        set => _program.IsFusing = value;
    }

    /// <summary>The elements of a spout. What it emits is transformed in its own task as far as operators are fused to it; its Ack and Fail are called as ever.</summary>
    /// <param name="factory">Makes an instance for each task.</param>
    /// <param name="map">Makes an element of each tuple.</param>
    /// <param name="stream">The stream that is read; what the spout emits to others is left out, and acked.</param>
    public Stream<T> From<T>(Func<Spout> factory, SpoutMapping<T> map, string stream = StreamIds.Default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentException.ThrowIfNullOrEmpty(stream);
        return Source("From", () => (factory(), map), stream);
    }

    /// <summary>The elements of a sequence, each once; ends after the last. With several tasks each has its share of them.</summary>
    /// <param name="sequence">Makes the sequence, again after a restart: then it must give the same elements, of which those before the saved position are passed over.</param>
    public Stream<T> From<T>(Func<IEnumerable<T>> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return Source<T>("From", () =>
        {
            var spout = new SequenceSource<T>(sequence);
            return (spout, _ => spout.Current);
        });
    }

    /// <summary>The elements of a list, each once; ends after the last.</summary>
    /// <param name="elements">Must not change.</param>
    public Stream<T> From<T>(IReadOnlyList<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return From(() => elements);
    }

    /// <summary>The lines of a file; see <see cref="FileSpout"/>.</summary>
    /// <param name="path">Relative to the worker's current folder, or absolute.</param>
    /// <param name="options">Null: the defaults. Origins are left out.</param>
    public Stream<string> FromFile(string path, FileSpoutOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Lines(nameof(FromFile), () => new FileSpout(path, options));
    }

    /// <summary>The lines of all files of a folder that match a pattern; see <see cref="FileSpout.Matching"/>.</summary>
    /// <param name="folder">Must exist when a task starts.</param>
    /// <param name="pattern">With * and ?.</param>
    /// <param name="options">Null: the defaults. Origins are left out.</param>
    public Stream<string> FromFiles(string folder, string pattern, FileSpoutOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return Lines(nameof(FromFiles), () => FileSpout.Matching(folder, pattern, options));
    }

    /// <summary>The lines that a TCP server sends; see <see cref="SocketSpout"/>.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">1 … 65535.</param>
    /// <param name="logFolder">Where lines are kept to be read again.</param>
    /// <param name="options">Null: the defaults.</param>
    public Stream<string> FromSocket(string host, int port, string logFolder, SocketSpoutOptions? options = null)
    {
        _ = new SocketSpout(host, port, logFolder, options); // checks the arguments here, where they are written
        return Lines(nameof(FromSocket), () => new SocketSpout(host, port, logFolder, options));
    }

    /// <summary>The tuples of a component of the <see cref="TopologyBuilder"/> that the program is added to.</summary>
    /// <param name="component">Its id.</param>
    /// <param name="read">Makes an element of each tuple.</param>
    /// <param name="stream">The stream that is read.</param>
    public Stream<T> FromComponent<T>(string component, Func<StreamTuple, T> read, string stream = StreamIds.Default)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentException.ThrowIfNullOrEmpty(stream);
        return new(new ReadOperator<T>(_program, nameof(FromComponent), null, component, stream, read));
    }

    /// <summary>Shows the operators as they were written and the components that they become, for people to read.</summary>
    /// <exception cref="InvalidTopologyException">The program has mistakes.</exception>
    public string Explain()
    {
        Check();
        return PlanText.Of(_program, StreamPlan.Of(_program, isFusing: false), StreamPlan.Of(_program));
    }

    /// <summary>Adds the components of the program to a topology, next to others.</summary>
    /// <param name="builder">Must have none of their ids.</param>
    /// <exception cref="InvalidTopologyException">The program has mistakes; every one is listed.</exception>
    public void AddTo(TopologyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Check();
        foreach (var segment in StreamPlan.Of(_program).Segments)
            Declaring.Add(segment, builder);
    }

    /// <summary>Makes a topology of the program. May be called again; later changes do not reach earlier results.</summary>
    /// <exception cref="InvalidTopologyException">The program has mistakes; every one is listed.</exception>
    public TopologySpec Build()
    {
        var builder = new TopologyBuilder();
        AddTo(builder);
        return builder.Build();
    }

    private Stream<string> Lines(string kind, Func<Spout> factory) => Source<string>(kind, () => (factory(), values => values[0].AsString()));

    private Stream<T> Source<T>(string kind, Func<(Spout, SpoutMapping<T>)> make, string stream = StreamIds.Default) =>
        new(new SourceOperator<T>(_program, kind, stream, make));

    private void Check()
    {
        if (ProgramMistakes.Of(_program) is { Count: > 0 } mistakes)
            throw new InvalidTopologyException(mistakes);
    }
}
