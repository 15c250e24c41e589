using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;

namespace Topology.Runtime.Tests.Support;

/// <summary>Keeps the pieces of one component's tasks as a checkpoint would name them. Bytes are made when they are asked for, which may be late.</summary>
internal sealed class StateStore
{
    private readonly List<(int Task, int Tasks, StatePiece Piece, Lazy<byte[]> Bytes)> _pieces = [];

    private StateStore(IEnumerable<(int, int, StatePiece, Lazy<byte[]>)> pieces) => _pieces.AddRange(pieces);

    public StateStore()
    {
    }

    public StateStore Copy() => new(_pieces);

    /// <summary>A full piece takes the place of those before it.</summary>
    public void Add(int task, int tasks, IEnumerable<StatePiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.IsFull)
                _pieces.RemoveAll(old => old.Task == task && old.Piece.State == piece.State);
            _pieces.Add((task, tasks, piece, new Lazy<byte[]>(() => piece.Encode().ToArray())));
        }
    }

    /// <summary>Forgets what tasks of other numbers wrote.</summary>
    public void Keep(int tasks) => _pieces.RemoveAll(old => old.Tasks != tasks);

    /// <summary>What a task is given.</summary>
    public IReadOnlyList<RestoredPiece> Read(int task, int tasks) =>
        [.. _pieces.Where(piece => piece.Task == task || piece.Tasks != tasks).OrderBy(piece => piece.Task).Select(piece => Restored(piece.Task, piece.Tasks, piece.Piece, piece.Bytes.Value))];

    public TaskStates[] Restore(int tasks) => [.. Enumerable.Range(0, tasks).Select(task => Restore(task, tasks))];

    public TaskStates Restore(int task, int tasks) => States(Read(task, tasks), task, tasks);

    public static TaskStates States(IReadOnlyList<RestoredPiece>? pieces = null, int task = 0, int tasks = 1) =>
        Backend.Made(new TaskStates(new StateOwner("count", task, tasks), TinySerializer.Instance, pieces ?? [], pieces is null ? null : 7, Backend.Storage));

    public static RestoredPiece Restored(int task, int tasks, StatePiece piece, byte[] bytes) =>
        new(task, tasks, new PieceEntry("p", piece.State, piece.Form, piece.IsFull, piece.Version, piece.Entries, bytes.Length), bytes);
}
