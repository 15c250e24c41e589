using System.Globalization;

namespace Topology.Runtime.Checkpoints;

/// <summary>Names of pieces in a store. A name begins with the id of the checkpoint that its piece is written for, so that a store can tell a piece in the making from a left-over.</summary>
public static class PieceName
{
    /// <summary>A name that no other task, state or checkpoint of the topology makes.</summary>
    /// <param name="checkpoint">For which it is written, from 1.</param>
    /// <param name="component">Its component; may have any characters, as may the state.</param>
    /// <param name="task">The task's position in the component.</param>
    /// <param name="state">The state's name.</param>
    /// <param name="part">Of the state's piece, from 1; the first has the name that a piece in one part has.</param>
    public static string Make(long checkpoint, string component, int task, string state, int part = 1)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{checkpoint}/{Uri.EscapeDataString(component)}/{task}/{Uri.EscapeDataString(state)}");
        return part == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{part}");
    }

    /// <summary>The checkpoint that a piece is written for: the digits at the beginning of its name.</summary>
    /// <exception cref="ArgumentException">There are none, or they are no id, or it has control characters: no store takes it.</exception>
    public static long CheckpointOf(string piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        var digits = piece.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var id = digits < 0 ? piece : piece.AsSpan(0, digits);
        if (!piece.Any(char.IsControl) && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var checkpoint) && checkpoint > 0)
            return checkpoint;

        throw new ArgumentException($"\"{piece}\" is no name for a piece: expected the id of its checkpoint, from 1, at the beginning, and no control characters.", nameof(piece));
    }
}
