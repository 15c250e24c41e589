using System.Runtime.ExceptionServices;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Which state it is; makes its pieces.</summary>
internal sealed record StateLabel(StateOwner Owner, string State, StateForm Form, int Version)
{
    private string Shown => $"State \"{State}\" of component \"{Owner.Component}\", task {Owner.Task} of {Owner.Tasks}";

    /// <summary>A piece of what the caller has copied.</summary>
    /// <param name="isFull">Whether it is the whole state.</param>
    /// <param name="entries">Entries in it.</param>
    /// <param name="canWait">Nobody can change what was copied; else it is written now.</param>
    /// <param name="write">Writes it, on any thread.</param>
    public StatePiece Piece(bool isFull, long entries, bool canWait, Action<EncodeBuffer> write)
    {
        Func<ReadOnlyMemory<byte>> encode = () => Encode(write);
        return new StatePiece(State, Form, isFull, Version, entries, canWait ? encode : AtOnce(encode));
    }

    /// <summary>The bytes of a piece.</summary>
    /// <param name="write">Writes what comes after the format.</param>
    /// <exception cref="TopologyException">Whatever is thrown by it.</exception>
    public ReadOnlyMemory<byte> Encode(Action<EncodeBuffer> write)
    {
        using var buffer = new EncodeBuffer();
        try
        {
            PieceFormat.Begin(buffer);
            write(buffer);
            return buffer.Written.ToArray();
        }
        catch (Exception e)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>What is thrown when a key, a value or a piece cannot be made bytes.</summary>
    public TopologyException Unwritable(Exception cause) => new($"{Shown} cannot be saved: {cause.Message}", cause);

    private static Func<ReadOnlyMemory<byte>> AtOnce(Func<ReadOnlyMemory<byte>> encode)
    {
        try
        {
            var bytes = encode();
            return () => bytes;
        }
        catch (TopologyException e)
        {
            var error = ExceptionDispatchInfo.Capture(e);
            return () =>
            {
                error.Throw();
                return default;
            };
        }
    }
}
