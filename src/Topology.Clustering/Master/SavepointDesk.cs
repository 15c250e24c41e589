using Akka.Actor;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Master;

/// <summary>Copies checkpoints into files that clients fetch, and files that clients have uploaded into the store. Any thread.</summary>
/// <param name="store">Where the topologies' checkpoints are.</param>
/// <param name="folder">For the files; made when the first one is.</param>
/// <param name="time">The clock.</param>
public sealed class SavepointDesk(ICheckpointStore store, string folder, TimeProvider time)
{
    /// <summary>A piece, in bytes: with the protocol's encoding it stays well below the frame of the remoting.</summary>
    internal const int PieceBytes = 192 * 1024;

    private const int Attempts = 3; // a checkpoint may be deleted while it is copied, if that takes as long as three of them
    private static readonly TimeSpan TakeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1); // a client that has not fetched it by then is gone

    /// <summary>Answers a request about savepoints; never faults.</summary>
    /// <param name="request">Which.</param>
    /// <param name="record">The topology to be saved; null: there is none.</param>
    /// <param name="lead">Who leads its checkpoints; null: nobody.</param>
    internal async Task<IProtocolMessage> AnswerAsync(ClientRequest request, TopologyRecord? record, ICanTell? lead)
    {
        try
        {
            return request switch
            {
                ReadSavepoint read => await ReadAsync(read).ConfigureAwait(false),
                SaveTopology save when record is null => TopologyRequests.NotFound(save.NameOrId),
                SaveTopology when lead is null => new RequestRefused(RefusalKind.Invalid, $"Topology \"{record!.Name}\" ({record.Id}) is {record.Status} and takes no checkpoints: it keeps no state, or has not started, or has ended."),
                _ => await SaveAsync(record!, lead!).ConfigureAwait(false), // see the cases above
            };
        }
        catch (Exception error)
        {
            return new RequestRefused(RefusalKind.Unavailable, $"The savepoint cannot be had: {error.Message}");
        }
    }

    /// <summary>Puts an uploaded savepoint into the store, for one topology only.</summary>
    /// <exception cref="TopologyException">It is no savepoint, or damaged, or does not fit the topology.</exception>
    /// <exception cref="CheckpointStoreException">The store does not work.</exception>
    internal async Task ImportAsync(IPackageSource packages, string upload, string name, string topologyId, TopologyBlueprint blueprint)
    {
        var file = NewFile();
        try
        {
            await FetchAsync(packages, upload, file).ConfigureAwait(false);
            var stored = await store.ListAsync(name).ConfigureAwait(false);
            var (saved, manifest) = await SavepointFile.ReadAsync(file, checksPieces: false).ConfigureAwait(false);
            CheckFit(manifest, saved, name, blueprint);

            // Under its own number if that is free: what sinks prepared for it, and a kill kept them from committing, is known by it.
            var id = Math.Max(manifest.Id, stored.Select(other => other.Id).DefaultIfEmpty().Max() + 1);
            await SavepointFile.RestoreAsync(file, store, name, id, null, topologyId).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void CheckFit(CheckpointManifest manifest, string saved, string name, TopologyBlueprint blueprint)
    {
        var components = blueprint.Components.Select(component => new RestoringComponent(component.Id, component.IsStateful, component.Tasks));
        if (!TopologyConfig.FromKeys(blueprint.Settings).AllowDroppedState && RestoreCheck.Mistakes(manifest, [.. components]) is { Count: > 0 } mistakes)
            throw new TopologyException(
                $"Topology \"{name}\" does not fit the savepoint, which is of \"{saved}\" at {manifest.CompletedAt:u}: {string.Join(' ', mistakes)} "
                + "Nothing was started. Set topology.checkpoint.allow.dropped.state (--allow-dropped-state) to begin with what fits.");
    }

    private async Task<IProtocolMessage> SaveAsync(TopologyRecord record, ICanTell lead)
    {
        for (var attempt = 1; ; attempt++)
        {
            var taken = await lead.Ask<CheckpointTaken>(new TakeCheckpointNow(record.Id), TakeLimit).ConfigureAwait(false);
            if (taken.Checkpoint == 0)
                return new RequestRefused(RefusalKind.Unavailable, taken.Reason ?? "The checkpoint failed.");
            try
            {
                return await CopyAsync(record.Name, taken.Checkpoint).ConfigureAwait(false);
            }
            catch (CheckpointDamagedException) when (attempt < Attempts)
            {
                // another one then
            }
        }
    }

    private async Task<SavepointWritten> CopyAsync(string name, long checkpoint)
    {
        var manifest = (await store.ListAsync(name).ConfigureAwait(false)).FirstOrDefault(other => other.Id == checkpoint)
            ?? throw new CheckpointDamagedException($"The checkpoint {checkpoint} of \"{name}\" is not in the master's store. All nodes must use one store: see topology.checkpoint in their configuration.");
        Sweep();
        var file = NewFile();
        await SavepointFile.WriteAsync(file, store, name, manifest).ConfigureAwait(false);
        return new SavepointWritten(Path.GetFileNameWithoutExtension(file), checkpoint, new FileInfo(file).Length);
    }

    private async Task<IProtocolMessage> ReadAsync(ReadSavepoint read)
    {
        var path = PathOf(read.Savepoint);
        if (!File.Exists(path))
            return new RequestRefused(RefusalKind.NotFound, "The master has no such savepoint any more: another one has taken over, or it was an hour ago. Save again.");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var piece = new byte[Math.Clamp(file.Length - read.Offset, 0, PieceBytes)];
            file.Position = read.Offset;
            await file.ReadExactlyAsync(piece).ConfigureAwait(false);
            return new SavepointPiece(read.Savepoint, read.Offset, piece);
        }
    }

    private static async Task FetchAsync(IPackageSource packages, string upload, string path)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            while (true)
            {
                var piece = await packages.ReadAsync(upload, file.Position, RequestLimits.PieceBytes, CancellationToken.None).ConfigureAwait(false)
                    ?? throw new TopologyException($"There is no complete savepoint {upload}. Upload it first.");
                if (piece.Bytes.Length == 0)
                    return;
                await file.WriteAsync(piece.Bytes).ConfigureAwait(false);
            }
        }
    }

    private void Sweep()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.GetFiles(folder, "*.savepoint").Where(file => time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > Kept))
            File.Delete(file);
    }

    private string NewFile()
    {
        Directory.CreateDirectory(folder);
        return PathOf(Guid.NewGuid().ToString("N"));
    }

    private string PathOf(string savepoint) => Path.Combine(folder, $"{savepoint}.savepoint");
}
