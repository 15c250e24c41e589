using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Routing;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Messaging;

/// <summary>One receiving task of a route.</summary>
public readonly record struct Destination(OutboxTarget Target, int Task);

/// <summary>One subscription to a stream, seen from one source task.</summary>
/// <param name="Chooser">Null: direct grouping.</param>
/// <param name="Destinations">In the order of ascending task ids.</param>
public sealed record Route(TaskChooser? Chooser, Destination[] Destinations);

/// <summary>One output stream of one task with all that is needed to send on it. Owned by the executor's thread.</summary>
/// <param name="source">Whose stream.</param>
/// <param name="isDirect">Whether the emitter names the receiver.</param>
/// <param name="routes">One for each subscription.</param>
/// <param name="outbox">Where the tuples gather.</param>
/// <param name="random">For edges.</param>
/// <param name="clock">Gives tuples their event time; null: they have none, and a single receiver is found the short way.</param>
public sealed class OutputStream(StreamSource source, bool isDirect, Route[] routes, TupleOutbox outbox, FastRandom random, EmitClock? clock = null)
{
    private readonly List<int> _chosen = [];
    private readonly List<Destination> _several = [];
    private readonly Route? _onlyRoute = clock is null && routes is [{ Chooser: not null }] ? routes[0] : null;
    private readonly OutboxTarget? _onlyTarget = clock is null && routes is [{ Chooser: SingleChooser }] ? routes[0].Destinations[0].Target : null;
    private readonly int _onlyTask = clock is null && routes is [{ Chooser: SingleChooser }] ? routes[0].Destinations[0].Task : 0;

    public StreamSource Source { get; } = source;

    public bool IsDirect { get; } = isDirect;

    /// <summary>Sends untracked. Returns the number of deliveries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Send(ReadOnlySpan<Value> values)
    {
        if (!TryChooseOne(values, out var target, out var task))
            return SendToSeveral(values);
        outbox.Add(target, task, Source, values);
        return 1;
    }

    /// <summary>Sends as the first tuples of a new tree, whose edges xor to <see cref="RootId.FirstEdges"/>; that spares
    /// announcing the tree to its acker. Returns the number of deliveries; at zero there is no tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SendRoot(ReadOnlySpan<Value> values, long root)
    {
        var edges = RootId.FirstEdges(root);
        if (!TryChooseOne(values, out var target, out var task))
            return SendRootToSeveral(values, root, edges);
        outbox.Add(target, task, Source, values, root, edges);
        return 1;
    }

    /// <summary>Sends anchored to a tuple of one tree. Adds the new edges to the xor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SendAnchored(ReadOnlySpan<Value> values, long root, ref long xor)
    {
        if (!TryChooseOne(values, out var target, out var task))
            return SendAnchoredToSeveral(values, root, ref xor);
        SendToOne(target, task, values, root, ref xor);
        return 1;
    }

    /// <summary>The same, and says to whom the last one went, if to anybody.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int SendAnchored(ReadOnlySpan<Value> values, long root, ref long xor, ref OutboxTarget? last)
    {
        if (!TryChooseOne(values, out var target, out var task))
        {
            var deliveries = SendAnchoredToSeveral(values, root, ref xor);
            last = deliveries == 0 ? last : _several[^1].Target;
            return deliveries;
        }
        last = target;
        SendToOne(target, task, values, root, ref xor);
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SendToOne(OutboxTarget target, int task, ReadOnlySpan<Value> values, long root, ref long xor)
    {
        var edge = random.Next();
        xor ^= edge;
        outbox.Add(target, task, Source, values, root, edge);
    }

    private int SendToSeveral(ReadOnlySpan<Value> values)
    {
        ChooseAll(values, chosen: _onlyRoute is not null);
        var time = TimeOf(values);
        foreach (var destination in _several)
            Add(destination, values, 0, 0, time);
        return _several.Count;
    }

    private int SendRootToSeveral(ReadOnlySpan<Value> values, long root, long rest)
    {
        ChooseAll(values, chosen: _onlyRoute is not null);
        var time = TimeOf(values);
        for (var i = 0; i < _several.Count; i++)
        {
            var edge = i == _several.Count - 1 ? rest : random.Next();
            rest ^= edge;
            Add(_several[i], values, root, edge, time);
        }
        return _several.Count;
    }

    private int SendAnchoredToSeveral(ReadOnlySpan<Value> values, long root, ref long xor)
    {
        ChooseAll(values, chosen: _onlyRoute is not null);
        var time = TimeOf(values);
        foreach (var destination in _several)
        {
            var edge = random.Next();
            xor ^= edge;
            Add(destination, values, root, edge, time);
        }
        return _several.Count;
    }

    /// <summary>Where a tuple goes; for the callers that need an edge per delivery and anchor.</summary>
    public IReadOnlyList<Destination> Choose(ReadOnlySpan<Value> values) => ChooseAll(values, chosen: false);

    /// <summary>The place of a task that subscribes directly.</summary>
    public Destination ChooseDirect(int task)
    {
        foreach (var route in routes)
        {
            if (route.Chooser is not null)
                continue;
            foreach (var destination in route.Destinations)
            {
                if (destination.Task == task)
                    return destination;
            }
        }
        throw new ArgumentException(
            $"Task {task} does not subscribe to stream \"{Source.Stream}\" of \"{Source.Component}\" by direct grouping; "
            + $"tasks that do: {DirectTasks()}.");
    }

    public long NextEdge() => random.Next();

    /// <summary>The event time of an emit, asked once for each; for the callers that add it to the outbox themselves.</summary>
    public long TimeOf(ReadOnlySpan<Value> values) => clock is null ? TupleBatch.NoEventTime : clock.TimeOf(values);

    private void Add(Destination destination, ReadOnlySpan<Value> values, long root, long edge, long time)
    {
        if (time != TupleBatch.NoEventTime)
            outbox.Add(destination.Target, destination.Task, Source, values, root, edge, time);
        else if (root == 0)
            outbox.Add(destination.Target, destination.Task, Source, values);
        else
            outbox.Add(destination.Target, destination.Task, Source, values, root, edge);
    }

    /// <summary>The one task that gets the tuple, if there is one subscription and its grouping names one task.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryChooseOne(ReadOnlySpan<Value> values, [NotNullWhen(true)] out OutboxTarget? target, out int task)
    {
        target = _onlyTarget;
        task = _onlyTask;
        return target is not null || TryAskOnlyRoute(values, out target, out task);
    }

    private bool TryAskOnlyRoute(ReadOnlySpan<Value> values, [NotNullWhen(true)] out OutboxTarget? target, out int task)
    {
        if (_onlyRoute is { } route && route.Chooser!.Choose(values) is var at && at >= 0) // not null: see the field
        {
            (target, task) = route.Destinations[at];
            return true;
        }
        target = null;
        task = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<Destination> ChooseAll(ReadOnlySpan<Value> values, bool chosen)
    {
        _several.Clear();
        foreach (var route in routes)
        {
            // A chooser is asked once per tuple: the only route's has been asked by the caller.
            var at = chosen ? TaskChooser.Several : route.Chooser?.Choose(values);
            if (at is null)
                continue;
            if (at >= 0)
            {
                _several.Add(route.Destinations[at.Value]);
                continue;
            }
            _chosen.Clear();
            route.Chooser!.ChooseSeveral(values, _chosen); // not null: it answered
            foreach (var one in _chosen)
                _several.Add(route.Destinations[one]);
        }
        return _several;
    }

    private string DirectTasks()
    {
        var tasks = routes.Where(r => r.Chooser is null).SelectMany(r => r.Destinations).Select(d => d.Task).Order();
        return string.Join(", ", tasks) is { Length: > 0 } list ? list : "none";
    }
}
