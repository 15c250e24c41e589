using Akka.Actor;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Master;

/// <summary>Submissions that are being checked. One thread, except for what runs in tasks.</summary>
internal sealed class Submissions(MasterOptions options)
{
    private readonly List<SubmitTopology> _running = [];

    /// <summary>Those under way.</summary>
    public IReadOnlyList<SubmitTopology> Running => _running;

    /// <summary>Why the submission cannot be checked now; null if it can.</summary>
    public RequestRefused? Refuse(MasterState state, SubmitTopology submit)
    {
        if (_running.Count >= options.MaxSubmissions)
            return new RequestRefused(RefusalKind.Unavailable, $"{_running.Count} submissions are being checked, which is as many as are allowed at a time. Try again in a moment.");
        if (submit.Name is not { } name)
            return null; // the definition's, not known yet
        if (_running.Any(other => other.Name == name))
            return new RequestRefused(RefusalKind.Invalid, $"A topology named \"{name}\" is being submitted already.");
        return TopologyRequests.CheckName(state, name);
    }

    /// <summary>Checks a submission; never faults. <see cref="End"/> is to follow.</summary>
    public Task<BlueprintMade> Begin(SubmitTopology submit, IActorRef asker)
    {
        _running.Add(submit);
        return Task.Run(() => Make(submit, asker)); // whoever makes blueprints may take its time before its first await
    }

    public void End(SubmitTopology submit) => _running.Remove(submit);

    /// <summary>Puts the savepoint that a submission begins with into the store; never faults.</summary>
    /// <param name="made">Its graph is known, and it would be accepted.</param>
    /// <param name="name">The topology's.</param>
    /// <param name="id">The topology's.</param>
    public Task<BlueprintMade> Import(BlueprintMade made, string name, string id)
    {
        _running.Remove(made.Submit);
        var named = made.Submit with { Name = name }; // nobody else takes it meanwhile
        _running.Add(named);
        return Task.Run(async () =>
        {
            try
            {
                await options.Savepoints.ImportAsync(options.Packages, named.Savepoint!, name, id, made.Blueprint!).ConfigureAwait(false); // only called when it has both
                return made with { Submit = named, Id = id };
            }
            catch (Exception error)
            {
                var kind = error is TopologyException and not CheckpointStoreException ? RefusalKind.Invalid : RefusalKind.Unavailable;
                return made with { Submit = named, Blueprint = null, Refusal = new RequestRefused(kind, error.Message) };
            }
        });
    }

    private async Task<BlueprintMade> Make(SubmitTopology submit, IActorRef asker)
    {
        using var limit = new CancellationTokenSource(options.BlueprintLimit, options.Time);
        try
        {
            if (await options.Packages.ReadAsync(submit.Package, 0, 1, limit.Token).ConfigureAwait(false) is not { } piece)
                return Refused(RefusalKind.NotFound, $"There is no complete package {submit.Package}. Upload it first.");
            var blueprint = await options.MakeBlueprint(submit, limit.Token).ConfigureAwait(false);
            return new BlueprintMade(submit, asker, piece.Length, blueprint, null);
        }
        catch (TopologyException error)
        {
            return Refused(RefusalKind.Invalid, error.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Refused(RefusalKind.Invalid, $"The package did not tell its graph within {options.BlueprintLimit.TotalSeconds} s. Configure and Define must not wait for anything.");
        }
        catch (Exception error)
        {
            return Refused(RefusalKind.Unavailable, $"The package could not be checked: {error.Message}");
        }

        BlueprintMade Refused(RefusalKind kind, string reason) => new(submit, asker, 0, null, new RequestRefused(kind, reason));
    }
}
