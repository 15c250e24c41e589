using Topology.Streams.Operators;
using Topology.Streams.Planning;

namespace Topology.Streams;

/// <summary>A stream of typed elements: each method adds an operator to the program of its <see cref="StreamBuilder"/>, nothing runs before it is built.</summary>
/// <remarks>
/// <para>Functions are shared by all tasks, which call them from their threads at once: they must not change what they share. An element is shared too as soon as several operators read a
/// stream: nobody may change one. A function that throws a <see cref="FailedException"/> fails the source's tuple, which is emitted again unless delivery is effectively-once; any other
/// exception restarts the task and is shown as a <see cref="StreamException"/>, which names the operator.</para>
/// <para>Operators without state run in the task of their input, without a hop, unless they have a parallelism of their own.</para>
/// </remarks>
/// <typeparam name="T">The elements' type: anything that can be sent to another worker, where the stream crosses from one to another.</typeparam>
public partial class Stream<T>
{
    internal Stream(Operator<T> item) => Operator = item;

    internal Operator<T> Operator { get; }

    internal StreamProgram Program => Operator.Program;

    /// <summary>Names the operator that makes this stream: in Explain, in errors, and, if it is the first of its component, as the component's id. State in checkpoints belongs to its operator's name, so
    /// name operators with state if the program is to be changed and go on.</summary>
    /// <param name="name">Unique in the program; not starting with two underscores.</param>
    public Stream<T> WithName(string name)
    {
        SetName(name);
        return this;
    }

    /// <summary>Sets the number of tasks of the operator that makes this stream. One without state is then put into a component of its own, unless its input has the same number.</summary>
    /// <param name="parallelism">At least 1; without it an operator has the tasks of its input, a source one, and all others <see cref="StreamBuilder.DefaultParallelism"/>.</param>
    public Stream<T> WithParallelism(int parallelism)
    {
        SetParallelism(parallelism);
        return this;
    }

    /// <summary>Each element transformed.</summary>
    /// <param name="selector">Makes the new element.</param>
    public Stream<TResult> Select<TResult>(Func<T, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(new SelectOperator<T, TResult>(Operator, nameof(Select), selector));
    }

    /// <summary>The same as <see cref="Select"/>, by the name that Storm and Spark have for it.</summary>
    /// <param name="selector">Makes the new element.</param>
    public Stream<TResult> Map<TResult>(Func<T, TResult> selector) => Select(selector);

    /// <summary>The elements for which a condition holds.</summary>
    /// <param name="predicate">The condition.</param>
    public Stream<T> Where(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(new WhereOperator<T>(Operator, nameof(Where), predicate));
    }

    /// <summary>The same as <see cref="Where"/>, by the name that Storm and Spark have for it.</summary>
    /// <param name="predicate">The condition.</param>
    public Stream<T> Filter(Func<T, bool> predicate) => Where(predicate);

    /// <summary>Several elements, or none, in the place of each.</summary>
    /// <param name="selector">Makes them; an array is fastest. Not null.</param>
    public Stream<TResult> SelectMany<TResult>(Func<T, IEnumerable<TResult>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(new SelectManyOperator<T, TResult>(Operator, nameof(SelectMany), selector));
    }

    /// <summary>The same as <see cref="SelectMany"/>, by the name that Storm and Spark have for it.</summary>
    /// <param name="selector">Makes them; an array is fastest. Not null.</param>
    public Stream<TResult> FlatMap<TResult>(Func<T, IEnumerable<TResult>> selector) => SelectMany(selector);

    /// <summary>Has a function see each element on its way.</summary>
    /// <param name="action">Called before the element goes on.</param>
    public Stream<T> Peek(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(new PeekOperator<T>(Operator, nameof(Peek), action));
    }

    /// <summary>Divides the stream: each element goes to the first branch whose condition holds, and nowhere if none does.</summary>
    /// <param name="predicates">One per branch, asked in this order until one holds.</param>
    /// <returns>The branches in the same order; each has to be used.</returns>
    public Stream<T>[] Branch(params Func<T, bool>[] predicates)
    {
        ArgumentNullException.ThrowIfNull(predicates);
        if (predicates.Length == 0 || Array.Exists(predicates, predicate => predicate is null))
            throw new ArgumentException("There must be a condition for each branch.", nameof(predicates));
        var division = new BranchOperator<T>(Operator, predicates);
        return [.. predicates.Select((_, branch) => new Stream<T>(new BranchOutputOperator<T>(division, branch)))];
    }

    /// <summary>The elements of this stream and of others; in order as far as they come from one task.</summary>
    /// <param name="others">Of the same program, at least one.</param>
    public Stream<T> Union(params Stream<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.Length == 0 || Array.Exists(others, other => other is null || other.Program != Program))
            throw new ArgumentException("There must be at least one other stream, and all must be of one StreamBuilder.", nameof(others));
        return new(new UnionOperator<T>([Operator, .. others.Select(other => other.Operator)]));
    }

    /// <summary>Deals the elements evenly to new tasks: what follows runs in them.</summary>
    /// <param name="parallelism">How many; at least 1.</param>
    public Stream<T> Repartition(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return new(new RepartitionOperator<T>(Operator) { Parallelism = parallelism });
    }

    /// <summary>Gives each element a key, by which what follows can keep state.</summary>
    /// <param name="key">The key; never null.</param>
    public KeyedStream<TKey, T> KeyBy<TKey>(Func<T, TKey> key)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(new KeyOperator<T, TKey>(Operator, key));
    }

    /// <summary>Makes a key and a value of each element, for what follows to keep state by the key.</summary>
    /// <param name="key">The key; never null.</param>
    /// <param name="value">The value.</param>
    public KeyedStream<TKey, TValue> KeyBy<TKey, TValue>(Func<T, TKey> key, Func<T, TValue> value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new(new KeyByOperator<T, TKey, TValue>(Operator, key, value));
    }

    /// <summary>Says when elements happened. What comes of an element later, such as the words of a line, happened then, too.</summary>
    /// <param name="selector">When it happened; one of kind Local is converted to UTC, one of kind Unspecified taken as UTC. If it throws, that is reported and counted, and the element goes on without an
    /// event time.</param>
    /// <param name="watermarks">How far event time has got, for each task; null: as <see cref="WatermarkStrategy.Monotonic"/>. An element that later operators drop moves it, too, unless the strategy looks at what is emitted (punctuated, custom).</param>
    public Stream<T> WithEventTime(Func<T, DateTime> selector, WatermarkStrategy? watermarks = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(new EventTimeOperator<T>(Operator, selector, watermarks));
    }

    /// <summary>Applies a part of a program that was written as a function.</summary>
    /// <param name="transformation">Called at once.</param>
    /// <returns>Its result.</returns>
    public TResult Transform<TResult>(Func<Stream<T>, TResult> transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        return transformation(this);
    }

    private protected void SetName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Operator.Name = name;
    }

    private protected void SetParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Operator.Parallelism = parallelism;
    }
}
