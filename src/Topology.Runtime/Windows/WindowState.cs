using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Runtime.Windows;

/// <summary>The windows of a task and its watermark, as a state of it. A piece is made bytes at once; it has all of the windows, or those of the keys that have changed.</summary>
/// <remarks>
/// <code>
/// piece = format:1  watermark:8  windows
/// </code>
/// </remarks>
internal sealed class WindowState(StateLabel label, WindowOperator windows, KeyedState content, KeyCodec keys, bool hasKeys) : TaskState<byte>(label)
{
    public const string StateName = "__windows";

    private long _written = long.MinValue; // the watermark in the last piece
    private long _inChanges; // keys in pieces since the last full one
    private bool _isFullDue = true;

    public override string ShownType => "windows";

    public override StatePiece? Take(bool full)
    {
        if (!full && !_isFullDue && !content.HasChanges && windows.Watermark == _written)
            return null;
        full |= _isFullDue || _inChanges + content.Changes > content.Count;
        _inChanges = full ? 0 : _inChanges + content.Changes;
        _isFullDue = false;
        _written = windows.Watermark;
        return Label.Piece(full, full ? content.Count : content.Changes, canWait: false, target =>
        {
            target.WriteInt64(_written);
            content.Write(full, keys, target);
        });
    }

    public override void Restore(RestoredChain chain, StateOptions<byte> options)
    {
        if (chain.IsMoved && !hasKeys)
        {
            throw chain.Damaged($"are windows without a key, and the component now has {chain.Owner.Tasks} tasks.",
                "Keep the number of tasks, or give the windows a key (WithWindowKey) by which the input is grouped.");
        }
        var place = new KeyPlace<Value>(chain);
        var watermark = long.MinValue;
        chain.Read((RestoredPiece piece, ref WireReader reader) =>
        {
            watermark = Math.Max(watermark, reader.ReadInt64());
            content.Read(ref reader, piece.Content, keys, key => !hasKeys || place.IsHere(piece, key));
        });
        windows.Restore(watermark);
        content.Restored();
        _written = watermark;
        _isFullDue = true;
    }
}
