using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A journal in memory that can be made to fail. It belongs to the actor system that has the name of a switch.</summary>
public sealed class BreakableJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, bool> Broken = [];

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Held = [];

    /// <summary>Makes the journal of a system wait with its next failure until the source is completed.</summary>
    public static void Hold(string system, TaskCompletionSource until) => Held[system] = until;

    /// <summary>Makes the journal of a system fail, or not.</summary>
    public static void Break(string system, bool isBroken) => Broken[system] = isBroken;

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Broken.GetValueOrDefault(Context.System.Name) ? FailAsync(Context.System.Name) : base.WriteMessagesAsync(messages, cancellationToken);

    private static async Task<IImmutableList<Exception>> FailAsync(string system)
    {
        if (Held.TryRemove(system, out var until))
            await until.Task;
        throw new IOException("disk full");
    }
}
