using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Reads the piece in hand.</summary>
internal delegate void PieceReading(RestoredPiece piece, ref WireReader reader);

/// <summary>The pieces that were restored for one state, and what may be wrong with them.</summary>
internal sealed class RestoredChain
{
    private readonly StateLabel _label;
    private readonly List<RestoredPiece> _pieces; // by task, each task's from its last full piece on

    /// <exception cref="CheckpointDamagedException">They are of another form or of a version that cannot be read, or have no beginning.</exception>
    public RestoredChain(StateLabel label, IReadOnlyList<RestoredPiece> pieces, bool canUpgrade)
    {
        _label = label;
        _pieces = [.. pieces.GroupBy(piece => piece.Task).OrderBy(task => task.Key).SelectMany(FromLastFull)];
        foreach (var piece in _pieces)
            Check(piece, canUpgrade);
    }

    public StateOwner Owner => _label.Owner;

    /// <summary>The number of tasks has changed.</summary>
    public bool IsMoved => _pieces.Exists(piece => piece.Tasks != Owner.Tasks);

    /// <summary>The pieces do not stand for the state any longer: it must be written anew.</summary>
    public bool IsOutdated => IsMoved || _pieces.Exists(piece => piece.Entry.Version != _label.Version);

    /// <summary>Entries in pieces that are not full.</summary>
    public long Changes => _pieces.Where(piece => !piece.Entry.IsFull).Sum(piece => piece.Entry.Entries);

    /// <summary>Has each piece read to its end, those of each task in order.</summary>
    /// <exception cref="CheckpointDamagedException">One cannot be read.</exception>
    public void Read(PieceReading read)
    {
        foreach (var piece in _pieces)
        {
            try
            {
                var reader = new WireReader(piece.Content.Span);
                PieceFormat.Begin(ref reader);
                read(piece, ref reader);
                reader.End();
                GC.KeepAlive(piece); // its bytes may be a mapped file, which goes with it
            }
            catch (Exception e) when (e is not CheckpointDamagedException)
            {
                throw Damaged(piece, $"cannot be read: {e.Message}.",
                    "If the type of its keys or values has changed, raise StateOptions.Version and give an Upgrade, or give the state another name; if not, restore an earlier checkpoint.", e);
            }
        }
    }

    /// <param name="piece">Where it was found.</param>
    /// <param name="what">Goes on from the state's name; ends with a full stop.</param>
    /// <param name="advice">A sentence.</param>
    /// <param name="cause">What failed, if anything did.</param>
    public CheckpointDamagedException Damaged(RestoredPiece piece, string what, string advice, Exception? cause = null) => new(
        $"State \"{_label.State}\" of component \"{Owner.Component}\", written by task {piece.Task} of {piece.Tasks} in version {piece.Entry.Version}, {what} {advice}", cause);

    /// <summary>For what concerns the state, not a piece.</summary>
    public CheckpointDamagedException Damaged(string what, string advice) => Damaged(_pieces[0], what, advice);

    private IEnumerable<RestoredPiece> FromLastFull(IEnumerable<RestoredPiece> pieces)
    {
        RestoredPiece[] all = [.. pieces];
        var full = Array.FindLastIndex(all, piece => piece.Entry.IsFull);
        return full >= 0 ? all[full..] : throw Damaged(all[0], "has changes without what they change.", "Restore another checkpoint.");
    }

    private void Check(RestoredPiece piece, bool canUpgrade)
    {
        var (entry, version) = (piece.Entry, _label.Version);
        if (entry.Form != _label.Form)
        {
            throw Damaged(piece, $"was of the form {entry.Form}; the component now asks for {_label.Form}.",
                "Ask for it as it was, or give the new state another name.");
        }
        if (entry.Version > version)
        {
            throw Damaged(piece, $"is newer than the component, which knows up to version {version}.",
                "Run the version of the component that wrote it, or restore an older checkpoint.");
        }
        if (entry.Version < version && !canUpgrade)
        {
            throw Damaged(piece, $"is older than the component, which knows version {version} only.",
                "Give an Upgrade in the state's StateOptions, or run the version of the component that wrote it.");
        }
    }
}
