using System.Security.Cryptography;

namespace Topology.Clustering.Transport;

/// <summary>Keys that were given out and not used yet. Any thread.</summary>
/// <remarks>A key is good for one connection of the worker it was given to, within <see cref="Lifetime"/>. Whoever shows it uses it up, also with a wrong identity.</remarks>
internal sealed class LinkKeys(TimeProvider time)
{
    /// <summary>Bytes of a key: nobody guesses 256 random bits.</summary>
    public const int KeyBytes = 32;

    /// <summary>How long a key is good: connecting takes milliseconds, and a worker that was slower asks again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = []; // one per worker that is about to connect

    /// <summary>Makes a key. An earlier one of the same worker is good no more, so there are never more of them than workers.</summary>
    public byte[] Issue(LinkIdentity identity)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        lock (_gate)
        {
            RemoveExpired();
            _entries.RemoveAll(entry => entry.Identity.From == identity.From && entry.Identity.TopologyId == identity.TopologyId);
            _entries.Add(new Entry(identity, key, time.GetTimestamp()));
        }
        return key;
    }

    /// <summary>Uses a key up.</summary>
    /// <returns>Why it is not good; null if it is.</returns>
    public string? Use(LinkHello hello)
    {
        lock (_gate)
        {
            RemoveExpired();
            var found = -1;
            for (var i = 0; i < _entries.Count; i++)
            {
                // Goes on when it has found one: the time it takes tells nothing about the keys.
                if (CryptographicOperations.FixedTimeEquals(_entries[i].Key, hello.Key.Span))
                    found = i;
            }
            if (found < 0)
                return "the key is unknown, used or expired";
            var identity = _entries[found].Identity;
            _entries.RemoveAt(found);
            return identity == hello.Identity ? null : $"the key was given to {identity}, not to {hello.Identity}";
        }
    }

    private void RemoveExpired() => _entries.RemoveAll(entry => time.GetElapsedTime(entry.Since) >= Lifetime);

    private sealed record Entry(LinkIdentity Identity, byte[] Key, long Since);
}
