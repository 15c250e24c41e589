using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>What is to be done about a request: first the event is stored, then the answer is sent.</summary>
/// <param name="Event">Null if nothing changes.</param>
/// <param name="Reply">The answer.</param>
internal sealed record Verdict(IMasterEvent? Event, IProtocolMessage Reply)
{
    public static Verdict Refused(RefusalKind kind, string reason) => new(null, new RequestRefused(kind, reason));

    public static Verdict Done(IMasterEvent? change) => new(change, new Done());
}

/// <summary>Judges what users ask of a topology. Pure.</summary>
internal static class TopologyRequests
{
    /// <summary>Judges a request that changes a topology.</summary>
    public static Verdict Judge(MasterState state, ClientRequest request, DateTimeOffset now) => request switch
    {
        ActivateTopology activate => With(state, activate.NameOrId, record => SetActive(record, true)),
        DeactivateTopology deactivate => With(state, deactivate.NameOrId, record => SetActive(record, false)),
        KillTopologyByName kill => With(state, kill.NameOrId, record => Kill(record, kill.Wait, now)),
        RebalanceTopology rebalance => With(state, rebalance.NameOrId, record => Rebalance(record, rebalance, now)),
        _ => Verdict.Refused(RefusalKind.Invalid, $"{request.GetType().Name} is no request that changes a topology."),
    };

    /// <summary>Judges a name before anything is made for it.</summary>
    /// <returns>Null if a topology may be called so.</returns>
    public static RequestRefused? CheckName(MasterState state, string name)
    {
        try
        {
            TopologyName.Check(name);
        }
        catch (TopologyException error)
        {
            return new RequestRefused(RefusalKind.Invalid, error.Message);
        }
        if (name.Length > RequestLimits.NameLength)
            return new RequestRefused(RefusalKind.Invalid, $"The name has {name.Length} characters; at most {RequestLimits.NameLength} are allowed.");
        return state.Alive.FirstOrDefault(record => record.Name == name) is not { } same
            ? null
            : new RequestRefused(RefusalKind.Invalid, $"A topology named \"{name}\" is there already: {same.Id} is {same.Status}. Kill it first, or choose another name.");
    }

    /// <summary>Judges a submission whose graph is known.</summary>
    /// <param name="state">As it is.</param>
    /// <param name="submit">The request.</param>
    /// <param name="packageBytes">The package's size.</param>
    /// <param name="blueprint">Made of it.</param>
    /// <param name="now">The time.</param>
    /// <param name="known">The id it is to have; null: a new one.</param>
    public static Verdict Submit(MasterState state, SubmitTopology submit, long packageBytes, TopologyBlueprint blueprint, DateTimeOffset now, string? known = null)
    {
        var name = submit.Name ?? blueprint.DefinitionName;
        if (CheckName(state, name) is { } refused)
            return new Verdict(null, refused);
        TopologyConfig config;
        try
        {
            config = TopologyConfig.FromKeys(blueprint.Settings);
            config.Validate();
        }
        catch (TopologyConfigException error)
        {
            return Verdict.Refused(RefusalKind.Invalid, error.Message);
        }
        var id = known ?? $"{name}-{state.Submissions + 1}-{now.ToUnixTimeSeconds()}";
        var code = new TopologyCode(
            submit.Package, packageBytes, submit.Assembly, submit.Definition, submit.Arguments, blueprint.Settings, new Dictionary<string, int>(),
            blueprint.SpecHash, blueprint.Components.ToDictionary(component => component.Id, component => component.Hash, StringComparer.Ordinal));
        return new Verdict(new TopologySubmitted(id, name, code, blueprint, config.StartInactive, now), new TopologyAccepted(id, name));
    }

    /// <summary>The refusal of a name that nobody has.</summary>
    public static RequestRefused NotFound(string nameOrId) => new(RefusalKind.NotFound, $"There is no topology \"{nameOrId}\".");

    private static Verdict With(MasterState state, string nameOrId, Func<TopologyRecord, Verdict> judge)
    {
        if (state.Find(nameOrId) is not { } record)
            return new Verdict(null, NotFound(nameOrId));
        return record.Phase == TopologyPhase.Ended
            ? Verdict.Refused(RefusalKind.Invalid, $"Topology \"{record.Name}\" ({record.Id}) has ended: it is {record.Status}.")
            : judge(record);
    }

    private static Verdict SetActive(TopologyRecord record, bool isActive)
    {
        if (record.Phase is TopologyPhase.Draining or TopologyPhase.Saving or TopologyPhase.Stopping or TopologyPhase.Removing)
            return Busy(record, isActive ? "activated" : "deactivated");
        return Verdict.Done(record.WantsActive == isActive ? null : new GoalChanged(record.Id, isActive));
    }

    private static Verdict Kill(TopologyRecord record, TimeSpan? wait, DateTimeOffset now)
    {
        if (record.Phase == TopologyPhase.Placing)
        {
            var metrics = MetricsAggregator.ToMetrics(now - record.SubmittedAt, record.Blueprint, record.Retired);
            return Verdict.Done(new TopologyEnded(record.Id, TopologyStatus.Killed, null, now, metrics));
        }
        if (record.End is DrainEnd.Completed or DrainEnd.Failed && record.Phase != TopologyPhase.Saving)
            return Verdict.Done(null); // it ends anyway, and is stopping already
        if (record.End == DrainEnd.Killed && wait is null)
            return Verdict.Done(null);
        return Verdict.Done(new DrainBegun(record.Id, DrainEnd.Killed, now + (wait ?? TopologyShape.ConfigOf(record.Code).MessageTimeout), null));
    }

    private static Verdict Rebalance(TopologyRecord record, RebalanceTopology request, DateTimeOffset now)
    {
        if (record.Phase is TopologyPhase.Draining or TopologyPhase.Saving or TopologyPhase.Stopping or TopologyPhase.Removing || record.IsRebalancing)
            return Busy(record, "rebalanced");
        var mistakes = Mistakes(record, request);
        if (mistakes.Count > 0)
            return Verdict.Refused(RefusalKind.Invalid, string.Join(Environment.NewLine, mistakes));
        if (record.Phase == TopologyPhase.Placing)
            return Verdict.Refused(RefusalKind.Invalid, $"Topology \"{record.Name}\" has no place yet; it cannot be given another one. Kill it and submit it with other settings.");
        var until = now + (request.Wait ?? TopologyShape.ConfigOf(record.Code).MessageTimeout);
        return Verdict.Done(new DrainBegun(record.Id, DrainEnd.Rebalancing, until, new RebalanceChange(request.Workers, request.Executors)));
    }

    private static List<string> Mistakes(TopologyRecord record, RebalanceTopology request)
    {
        var mistakes = new List<string>();
        try
        {
            TopologyConfig.FromKeys(TopologyShape.WithWorkers(record.Code.Settings, request.Workers)).Validate();
        }
        catch (TopologyConfigException error)
        {
            mistakes.Add(error.Message);
        }
        foreach (var (name, executors) in request.Executors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var component = record.Blueprint.Components.FirstOrDefault(component => component.Id == name);
            if (component is null)
                mistakes.Add($"There is no component \"{name}\"; there are: {string.Join(", ", record.Blueprint.Components.Select(other => other.Id))}.");
            else if (executors < 1 || executors > component.Tasks)
                mistakes.Add($"{executors} executors for \"{name}\": expected 1 to {component.Tasks}, the number of its tasks, which is fixed at the submission.");
        }
        return mistakes;
    }

    private static Verdict Busy(TopologyRecord record, string what) =>
        Verdict.Refused(RefusalKind.Invalid, $"Topology \"{record.Name}\" ({record.Id}) is {record.Status} and cannot be {what} now.");
}
