using System.Diagnostics.CodeAnalysis;

namespace Topology.Runtime.Windows;

/// <summary>When inputs are acked: as soon as no window has them any more, or with the next complete checkpoint. One thread.</summary>
/// <param name="hold">Tells the tracking that an input will be acked much later.</param>
/// <param name="acks">Acks.</param>
/// <param name="isDone">Whether an input was acked or failed.</param>
/// <param name="untilCheckpoint">The topology takes checkpoints: what a window has shown is not safe before one has it.</param>
internal sealed class Holds(Action<StreamTuple> hold, Action<StreamTuple> acks, Func<StreamTuple, bool> isDone, bool untilCheckpoint)
{
    private readonly List<HoldList> _listed = []; // those that may have inputs, if checkpoints ack
    private readonly Queue<(long Checkpoint, List<StreamTuple> Inputs)> _snapshots = new();
    private List<StreamTuple> _inputs = []; // since the last snapshot

    /// <summary>Whether inputs may be acked while windows still have them.</summary>
    public bool IsUntilCheckpoint => untilCheckpoint;

    /// <summary>An input is held from now on, if it is not yet.</summary>
    public void Begin(WindowInput input)
    {
        if (input.IsBegun)
            return;
        input.IsBegun = true;
        hold(input.Tuple);
        if (untilCheckpoint)
            _inputs.Add(input.Tuple);
    }

    /// <summary>A window or slice has it.</summary>
    public void Put([NotNull] ref HoldList? list, WindowInput input)
    {
        Begin(input);
        list ??= new HoldList();
        list.Add(input.Tuple);
        if (!untilCheckpoint || list.IsListed)
            return;
        list.IsListed = true;
        _listed.Add(list);
    }

    /// <summary>Windows have become one.</summary>
    public static void Merge(ref HoldList? target, HoldList? other)
    {
        if (other is null)
            return;
        if (target is null)
            target = other;
        else
            target.Add(other);
    }

    /// <summary>What a pane has shown was anchored to.</summary>
    public void Shown(HoldList list)
    {
        if (untilCheckpoint)
            list.DropShown();
    }

    /// <summary>The window that was the last to have them is done.</summary>
    public void Release(HoldList? list)
    {
        if (list is null)
            return;
        if (!untilCheckpoint)
            list.ForEach(acks);
        list.Clear();
    }

    /// <summary>A snapshot is about to be taken.</summary>
    public void BeforeCheckpoint(long checkpoint)
    {
        if (_inputs.Count == 0)
            return;
        _snapshots.Enqueue((checkpoint, _inputs));
        _inputs = [];
    }

    /// <summary>A checkpoint is complete.</summary>
    public void CheckpointCompleted(long checkpoint)
    {
        var any = false;
        for (; _snapshots.TryPeek(out var first) && first.Checkpoint <= checkpoint; any = true)
        {
            foreach (var input in _snapshots.Dequeue().Inputs)
                acks(input);
        }
        if (!any)
            return;
        foreach (var list in _listed)
        {
            list.DropDone(isDone);
            list.IsListed = list.Count > 0;
        }
        _listed.RemoveAll(list => !list.IsListed);
    }
}
