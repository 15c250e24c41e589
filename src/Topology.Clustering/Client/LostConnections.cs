using System.Collections.Concurrent;
using Akka.Actor;

namespace Topology.Clustering;

/// <summary>Which connections are gone; told to those that wait for an answer over one. Writers: the watching actor, and whoever finds that there is a connection again; readers: whoever asks.</summary>
internal sealed class LostConnections
{
    /// <summary>The reason of a connection that was there.</summary>
    public const string Closed = "the connection was closed";

    private readonly ConcurrentDictionary<Watcher, Address> watchers = new();
    private readonly ConcurrentDictionary<Address, string> lost = new();

    /// <summary>Why the connection is gone; null: it is not, or was never there.</summary>
    public string? ReasonOf(Address address) => lost.GetValueOrDefault(address);

    /// <summary>There is a connection again.</summary>
    public void Forget(Address address) => lost.TryRemove(address, out _);

    public Watcher Watch(Address address)
    {
        var watcher = new Watcher(this);
        watchers[watcher] = address;
        return watcher;
    }

    /// <summary>That it was closed is said after each failure too, and takes the place of no other reason.</summary>
    public void Report(Address address, string reason)
    {
        if (reason == Closed)
            reason = lost.GetOrAdd(address, reason);
        else
            lost[address] = reason;

        foreach (var (watcher, watched) in watchers)
        {
            if (watched.Equals(address))
                watcher.Tell(reason);
        }
    }

    /// <summary>One that waits; until it is disposed.</summary>
    internal sealed class Watcher(LostConnections owner) : IDisposable
    {
        private readonly TaskCompletionSource<string> reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends with the reason when the connection is lost.</summary>
        public Task<string> Lost => reported.Task;

        public void Tell(string reason) => reported.TrySetResult(reason);

        public void Dispose() => owner.watchers.TryRemove(this, out _);
    }
}
