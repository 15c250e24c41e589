using Topology.Runtime.Checkpoints;
using Topology.Runtime.Routing;

namespace Topology.Runtime.State;

/// <summary>Which of restored keys are this task's, now that the number of tasks has changed.</summary>
internal sealed class KeyPlace<TKey>(RestoredChain chain)
    where TKey : notnull
{
    private const string Advice = "Use the values of the fields by which the component's input is grouped as the keys of the state (several fields as a tuple), or keep the number of tasks.";

    private readonly StateOwner _owner = chain.Owner;

    public bool IsMoved { get; } = chain.IsMoved;

    /// <exception cref="CheckpointDamagedException">The task that wrote it would not have got the tuples with this key.</exception>
    public bool IsHere(RestoredPiece piece, TKey key)
    {
        if (!IsMoved)
            return true;
        var hash = HashOf(piece, key);
        return KeyGroups.TaskOf(hash, piece.Tasks) == piece.Task
            ? KeyGroups.TaskOf(hash, _owner.Tasks) == _owner.Task
            : throw chain.Damaged(piece, $"cannot be dealt out to {_owner.Tasks} tasks: no grouping would have sent the key {Show(key)} to the task that has it.", Advice);
    }

    private ulong HashOf(RestoredPiece piece, TKey key)
    {
        try
        {
            return KeyGroups.HashOf(EntryCodec<TKey>.ToValue(key));
        }
        catch (ArgumentException e)
        {
            throw chain.Damaged(piece, $"cannot be dealt out to {_owner.Tasks} tasks by its keys. {e.Message}", Advice, e);
        }
    }

    private static string Show(TKey key)
    {
        var text = key is byte[] bytes ? Convert.ToHexString(bytes) : $"{key}";
        return $"\"{(text.Length <= 100 ? text : text[..100] + "…")}\"";
    }
}
