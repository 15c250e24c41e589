using Topology.Engine;
using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>Does with an aligner what an executor does, and notes in which order things happen: texts, and "#3" for the snapshot of checkpoint 3.</summary>
internal sealed class AlignedInput(params NamedChannel[] channels)
{
    public InputAligner Aligner { get; } = new([.. channels.Select(channel => channel.SenderId)]);

    public List<string> Log { get; } = [];

    /// <summary>A batch has come.</summary>
    public void Take(TupleBatch batch)
    {
        Look(batch);
        while (Aligner.TryTakeAgain(out var again))
            Look(again!); // it says so
    }

    /// <summary>The checkpoint is given up.</summary>
    public void GiveUp(long checkpoint)
    {
        Aligner.Close(checkpoint);
        while (Aligner.TryTakeAgain(out var again))
            Look(again!); // it says so
    }

    private void Look(TupleBatch batch)
    {
        if (batch.Barrier == 0)
        {
            if (Aligner.MayExecute(batch))
                Log.Add(batch[0][0].AsString());
        }
        else if (Aligner.Arrived(batch, 0) == BarrierArrival.Complete)
        {
            Log.Add($"#{batch.Barrier}");
            Aligner.Close(batch.Barrier);
        }
    }
}
