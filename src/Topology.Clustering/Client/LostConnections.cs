using System.Collections.Concurrent;
using Akka.Actor;

namespace Topology.Clustering;

/// <summary>Tells those that wait for an answer that their connection is gone. Writer: the watching actor; readers: whoever asks.</summary>
internal sealed class LostConnections
{
    private readonly ConcurrentDictionary<Watcher, Address> watchers = new();

    public Watcher Watch(Address address)
    {
        var watcher = new Watcher(this);
        watchers[watcher] = address;
        return watcher;
    }

    public void Report(Address address, string reason)
    {
        foreach (var (watcher, watched) in watchers)
        {
            if (watched.Equals(address))
                watcher.Tell(reason);
        }
    }

    /// <summary>One that waits; until it is disposed.</summary>
    internal sealed class Watcher(LostConnections owner) : IDisposable
    {
        private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends with the reason when the connection is lost.</summary>
        public Task<string> Lost => lost.Task;

        public void Tell(string reason) => lost.TrySetResult(reason);

        public void Dispose() => owner.watchers.TryRemove(this, out _);
    }
}
