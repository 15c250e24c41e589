using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>A journal in memory that can be made to fail. It belongs to the actor system that has the name of a switch.</summary>
public sealed class BreakableJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, bool> Broken = [];

    private static readonly ConcurrentDictionary<string, bool> Unreadable = [];

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Held = [];

    private static readonly ConcurrentDictionary<string, (TaskCompletionSource Begun, TaskCompletionSource Until)> Slowed = [];

    /// <summary>Makes the journal of a system wait with its next failure until the source is completed.</summary>
    public static void Hold(string system, TaskCompletionSource until) => Held[system] = until;

    /// <summary>Makes the journal of a system wait with its next write until the source is completed, as on a slow disk.</summary>
    /// <returns>Completes when the write has begun.</returns>
    public static Task Slow(string system, TaskCompletionSource until)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Slowed[system] = (begun, until);
        return begun.Task;
    }

    /// <summary>Makes the journal of a system fail, or not.</summary>
    public static void Break(string system, bool isBroken) => Broken[system] = isBroken;

    /// <summary>Makes reading from the journal of a system fail, or not.</summary>
    public static void BreakReading(string system, bool isBroken) => Unreadable[system] = isBroken;

    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Unreadable.GetValueOrDefault(Context.System.Name)
            ? throw new IOException("disk gone")
            : await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var system = Context.System.Name; // before anything is awaited
        if (Slowed.TryRemove(system, out var slow))
        {
            slow.Begun.SetResult();
            await slow.Until.Task;
        }
        return Broken.GetValueOrDefault(system) ? await FailAsync(system) : await base.WriteMessagesAsync(messages, cancellationToken);
    }

    private static async Task<IImmutableList<Exception>> FailAsync(string system)
    {
        if (Held.TryRemove(system, out var until))
            await until.Task;
        throw new IOException("disk full");
    }
}
