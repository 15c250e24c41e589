using Topology.Streams.Operators;

namespace Topology.Streams;

/// <content>Where streams end or go through bolts, and what is computed over all elements.</content>
public partial class Stream<T>
{
    /// <summary>Ends the stream in a function.</summary>
    /// <param name="action">Called for each element.</param>
    public StreamSink To(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(new SinkOperator<T>(Operator, nameof(To), _ => action));
    }

    /// <summary>The same as <see cref="To(Action{T})"/>, by the name that Storm has for it.</summary>
    /// <param name="action">Called for each element.</param>
    public StreamSink ForEach(Action<T> action) => To(action);

    /// <summary>Ends the stream in a function of each task's own, which may keep something.</summary>
    /// <param name="factory">Makes the function when the task starts, again after each restart; called on the task's thread, as the function is.</param>
    public StreamSink ForEachTask(Func<TopologyContext, Action<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new(new SinkOperator<T>(Operator, nameof(ForEachTask), factory));
    }

    /// <summary>Ends the stream in a bolt. Its tuples have the element in the field "value"; pairs have the fields "key" and "value".</summary>
    /// <param name="factory">Makes an instance for each task.</param>
    /// <param name="declare">Refines the bolt, as with SetTickInterval; it is subscribed already. May be null.</param>
    public StreamSink To(Func<Bolt> factory, Action<BoltDeclarer>? declare = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new(new BoltOperator<T>(Operator, nameof(To), factory, IsKeyed, declare));
    }

    /// <summary>Ends the stream in a bolt that wants certain fields, as connectors do. Elements are dealt to its tasks evenly.</summary>
    /// <param name="factory">Makes an instance for each task.</param>
    /// <param name="fields">The fields of its tuples.</param>
    /// <param name="write">Makes their values.</param>
    /// <param name="declare">Refines the bolt, as with SetTickInterval; it is subscribed already. May be null.</param>
    public StreamSink ToBolt(Func<Bolt> factory, Fields fields, FieldsWriter<T> write, Action<BoltDeclarer>? declare = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(write);
        return new(new BoltOperator<T>(new FieldsOperator<T>(Operator, fields, write), nameof(ToBolt), factory, isKeyed: false, declare));
    }

    /// <summary>Has a bolt process the elements: the way out to whatever no operator does. Its tuples are those of <see cref="To(Func{Bolt}, Action{BoltDeclarer})"/>; those of a keyed stream come by key.</summary>
    /// <param name="factory">Makes an instance for each task.</param>
    /// <param name="read">Makes an element of each tuple that the bolt emits.</param>
    /// <param name="stream">The stream of the bolt that is read.</param>
    /// <param name="parallelism">Of the bolt; null: <see cref="StreamBuilder.DefaultParallelism"/>.</param>
    /// <param name="name">The bolt's id; null: it gets one.</param>
    /// <param name="declare">Refines the bolt, as with SetTickInterval; it is subscribed already. May be null.</param>
    public Stream<TResult> Process<TResult>(
        Func<Bolt> factory, Func<StreamTuple, TResult> read, string stream = StreamIds.Default, int? parallelism = null, string? name = null, Action<BoltDeclarer>? declare = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentException.ThrowIfNullOrEmpty(stream);
        if (parallelism is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(parallelism));
        var bolt = new BoltOperator<T>(Operator, nameof(Process), factory, IsKeyed, declare) { Name = name, Parallelism = parallelism };
        return new(new ReadOperator<TResult>(Program, "Read", bolt, null, stream, read) { Parallelism = parallelism });
    }

    /// <summary>How many elements there have been; a new number after each. One task counts.</summary>
    public Stream<long> Count() => Whole().Count().Select(count => count.Value);

    /// <summary>All elements so far made one; a new result after each. One task does it.</summary>
    /// <param name="reducer">Makes one of the result so far and the next element.</param>
    public Stream<T> Reduce(Func<T, T, T> reducer) => Whole().Reduce(reducer).Select<T>(result => result.Value);

    /// <summary>The result of all elements so far; a new one after each. One task does it.</summary>
    /// <param name="seed">Makes the accumulator of no elements.</param>
    /// <param name="add">Adds an element to it.</param>
    /// <param name="result">Makes the result of it.</param>
    public Stream<TResult> Aggregate<TAccumulator, TResult>(
        Func<TAccumulator> seed, Func<TAccumulator, T, TAccumulator> add, Func<TAccumulator, TResult> result) =>
        Whole().Aggregate(seed, add, result).Select(pair => pair.Value);

    /// <summary>What follows is computed for each window of the whole stream, in one task; results have the key 0.</summary>
    /// <param name="window">As <see cref="Tumbling"/>, <see cref="Sliding"/>, <see cref="Session"/> and <see cref="Global"/> make them.</param>
    public WindowedStream<int, T> Window(WindowSpec window) => Whole().Window(window);

    /// <summary>Spark's: how many elements each window has.</summary>
    /// <param name="window">The windows.</param>
    public WindowResults<int, long> CountByWindow(WindowSpec window) => Window(window).Count();

    private protected virtual bool IsKeyed => false;

    /// <summary>All elements under one key.</summary>
    private KeyedStream<int, T> Whole() => KeyBy(_ => 0);
}
