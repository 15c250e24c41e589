using System.Collections.Concurrent;
using Akka.Actor;

namespace Topology.Clustering;

/// <summary>Which connections are gone; told to those that wait for an answer over one. Writers: the watching actor, and whoever finds that there is a connection again; readers: whoever asks.</summary>
internal sealed class LostConnections
{
    private readonly ConcurrentDictionary<Watcher, Address> watchers = new();
    private readonly ConcurrentDictionary<Address, string> lost = new();

    public bool IsLost(Address address) => lost.ContainsKey(address);

    /// <summary>There is a connection again.</summary>
    public void Forget(Address address) => lost.TryRemove(address, out _);

    public Watcher Watch(Address address)
    {
        var watcher = new Watcher(this);
        watchers[watcher] = address;
        return watcher;
    }

    public void Report(Address address, string reason)
    {
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
