using System.Diagnostics.CodeAnalysis;

namespace Topology.Clustering.Scheduling;

/// <summary>Schedulers by the names that configurations use.</summary>
public static class Schedulers
{
    /// <summary>Every name, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["even", "resource-aware"];

    /// <summary>Finds a kind by its name, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out SchedulerKind kind)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                kind = (SchedulerKind)i;
                return true;
            }
        }
        kind = default;
        return false;
    }

    /// <summary>The name of a kind.</summary>
    public static string NameOf(SchedulerKind kind) => Names[(int)kind];

    /// <summary>Makes a scheduler. It has no state; one serves for all.</summary>
    public static IScheduler Create(SchedulerKind kind) => kind switch
    {
        SchedulerKind.Even => new EvenScheduler(),
        SchedulerKind.ResourceAware => new ResourceAwareScheduler(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"There are: {string.Join(", ", Names)}."),
    };
}
