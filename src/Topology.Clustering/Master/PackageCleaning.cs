using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>When packages that nobody needs are deleted, and which ones are needed. Pure; one thread.</summary>
/// <param name="age">How long a package stays after it was announced for the last time.</param>
/// <param name="startedAt">When the master began: the first time is one interval later, when it knows what there is.</param>
internal sealed class PackageCleaning(TimeSpan age, DateTimeOffset startedAt)
{
    /// <summary>The longest between two times; often against any age that people choose, seldom against what a look at the store costs.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _interval = age < LongestInterval ? age : LongestInterval;
    private DateTimeOffset _last = startedAt;

    /// <summary>Whether it is time; then the next time is an interval later.</summary>
    public bool IsDue(DateTimeOffset now)
    {
        if (now - _last < _interval)
            return false;
        _last = now;
        return true;
    }

    /// <summary>What must stay: what topologies run, and what submissions under way have brought. Topologies that have ended are never started again.</summary>
    public static IReadOnlySet<string> Needed(MasterState state, IEnumerable<SubmitTopology> submissions) =>
        state.Alive.Select(record => record.Code.Package).Concat(submissions.SelectMany(Brought)).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Brought(SubmitTopology submission) => submission.Savepoint is { } savepoint ? [submission.Package, savepoint] : [submission.Package];
}
