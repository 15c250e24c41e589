using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Carries out what <see cref="PackageCleaning"/> decides, one time after the other. One thread, except for what runs in tasks.</summary>
/// <param name="options">The master's.</param>
/// <param name="startedAt">When the master began.</param>
internal sealed class PackageDeletion(MasterOptions options, DateTimeOffset startedAt)
{
    private readonly PackageCleaning _cleaning = new(options.PackagesKept, startedAt);
    private Task _running = Task.CompletedTask;

    /// <summary>Begins it in the background when it is due.</summary>
    public void Look(MasterState state, IReadOnlyList<SubmitTopology> submissions, DateTimeOffset now)
    {
        if (_running.IsCompleted && _cleaning.IsDue(now))
            _running = RunAsync(PackageCleaning.Needed(state, submissions));
    }

    private async Task RunAsync(IReadOnlySet<string> needed)
    {
        try
        {
            var deleted = await Task.Run(() => options.Packages.CleanAsync(needed, options.PackagesKept, CancellationToken.None)).ConfigureAwait(false); // a disk may block whoever asks
            if (deleted.Count > 0)
                options.Log.PackagesDeleted(deleted.Count);
        }
        catch (Exception error)
        {
            options.Log.PackagesNotDeleted(error); // ignored: it is tried again
        }
    }
}
