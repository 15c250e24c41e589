using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages;

/// <summary>
/// The packages on a node's disk, unpacked and ready to load. Any thread; several processes may share a folder. A package
/// appears whole or not at all, is fetched once for all who ask at the same time, and a fetch that was broken off goes on.
/// </summary>
/// <remarks>On disk: HASH/content and HASH/manifest.json, work/ for what is being made or thrown away, locks/.</remarks>
public sealed class PackageCache
{
    private const string ContentName = "content";
    private const string ManifestName = "manifest.json";

    private readonly string _folder;
    private readonly PackageLimits _limits;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    // Guarded by the lock: what is being made, and whose content was read and found right since this process started.
    private readonly Dictionary<string, SharedTask<string>> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _verified = new(StringComparer.Ordinal);

    /// <summary>A cache in a folder, which is made when it is missing.</summary>
    /// <param name="folder">Its own; on one file system.</param>
    /// <param name="limits">Null: <see cref="PackageLimits.Default"/>.</param>
    /// <param name="time">Null: the system's.</param>
    public PackageCache(string folder, PackageLimits? limits = null, TimeProvider? time = null)
    {
        _folder = Path.GetFullPath(folder);
        _limits = limits ?? PackageLimits.Default;
        _time = time ?? TimeProvider.System;
    }

    private string Work => Path.Combine(_folder, "work");

    /// <summary>Makes sure that a package is here, whole and undamaged.</summary>
    /// <param name="package">SHA-256, lower-case hex.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="fetch">Asks for a piece: from where on, and how much at most. Not called if nothing is missing; of several callers at a time only the first one's is.</param>
    /// <param name="token">Ends the waiting; the fetch ends when nobody waits for it any more.</param>
    /// <returns>The folder with the package's files.</returns>
    /// <exception cref="PackageException">It is too large, cannot be fetched or unpacked, or the disk is full. What <paramref name="fetch"/> throws comes as it is.</exception>
    public async Task<string> EnsureAsync(string package, long bytes, Func<long, int, Task<PackagePiece>> fetch, CancellationToken token = default)
    {
        PackageHash.Check(package);
        if (bytes > _limits.MaxArchiveBytes)
            throw new PackageException(PackageFault.TooLarge, $"The package {PackageHash.Short(package)} has {bytes:N0} bytes; {_limits.MaxArchiveBytes:N0} are allowed here.");

        var shared = Join(package, bytes, fetch);
        try
        {
            return await shared.Task.WaitAsync(token).ConfigureAwait(false);
        }
        finally
        {
            Leave(package, shared);
        }
    }

    /// <summary>Deletes packages that are not needed. One that a process holds, or that one is just making, stays until the next time.</summary>
    /// <param name="used">The packages that are needed.</param>
    /// <returns>Those deleted.</returns>
    public IReadOnlyList<string> Prune(IReadOnlySet<string> used)
    {
        ArgumentNullException.ThrowIfNull(used);
        if (!Directory.Exists(_folder))
            return [];

        try
        {
            // Beside packages also what an ended process has left in the work folder: its names begin with the package's.
            var names = Directory.EnumerateDirectories(_folder).Concat(Directory.Exists(Work) ? Directory.EnumerateFileSystemEntries(Work) : [])
                .Select(path => Path.GetFileName(path).Split('.')[0]);
            return [.. names.Where(PackageHash.IsOne).Distinct().Where(package => !used.Contains(package)).Order(StringComparer.Ordinal).ToList().Where(Delete)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Describe(e, "Packages that are not needed cannot be deleted");
        }
    }

    /// <summary>Keeps a package from being pruned by any process, for as long as a worker loads from it.</summary>
    /// <param name="content">The folder that <see cref="EnsureAsync"/> returned, here or in another process.</param>
    /// <returns>To be disposed at the end; the end of the process does it too.</returns>
    /// <exception cref="PackageException">It is gone, or just being deleted: ensure it again.</exception>
    public static IDisposable Hold(string content)
    {
        var place = Directory.GetParent(Path.TrimEndingDirectorySeparator(Path.GetFullPath(content)));
        if (place?.Parent is not { } folder || !PackageHash.IsOne(place.Name))
            throw new PackageException(PackageFault.Invalid, $"'{content}' is no folder of a package cache.");

        try
        {
            var held = PackageLock.TryShare(LockPath(folder.FullName, place.Name, "use"));
            if (held is not null && Directory.Exists(content))
                return held;

            held?.Dispose();
        }
        catch (DirectoryNotFoundException)
        {
            // Not even a cache.
        }

        throw new PackageException(PackageFault.NotFound, $"The package at '{content}' is gone.");
    }

    private SharedTask<string> Join(string package, long bytes, Func<long, int, Task<PackagePiece>> fetch)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(package, out var shared))
                _running[package] = shared = new SharedTask<string>(token => EnsureAloneAsync(package, new PackageFetch(package, bytes, fetch), token));
            shared.Waiting++;
            return shared;
        }
    }

    private void Leave(string package, SharedTask<string> shared)
    {
        lock (_lock)
        {
            // Whoever comes when it has ended, or is about to, starts anew.
            if ((--shared.Waiting == 0 || shared.Task.IsCompleted) && _running.GetValueOrDefault(package) == shared)
                _running.Remove(package);
            if (shared.Waiting == 0)
                shared.Cancel();
        }
    }

    private async Task<string> EnsureAloneAsync(string package, PackageFetch fetch, CancellationToken token)
    {
        try
        {
            var content = Path.Combine(_folder, package, ContentName);
            if (IsWhole(package))
                return content;

            Directory.CreateDirectory(Work);
            Directory.CreateDirectory(Path.Combine(_folder, "locks"));
            using var alone = await PackageLock.TakeAloneAsync(LockPath(_folder, package, "make"), _time, token).ConfigureAwait(false);
            if (!IsWhole(package)) // another process may have made it meanwhile
                await MakeAsync(package, fetch, token).ConfigureAwait(false);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Describe(e, $"The package {PackageHash.Short(package)} cannot be kept in '{_folder}'");
        }
    }

    private async Task MakeAsync(string package, PackageFetch fetch, CancellationToken token)
    {
        DeleteWork(package, except: ".part");
        var part = Path.Combine(Work, package + ".part");
        await FetchAsync(part, fetch, token).ConfigureAwait(false);

        var made = WorkPath(package);
        Directory.CreateDirectory(made);
        var content = Path.Combine(made, ContentName);
        TopologyPackage.Unpack(part, content, _limits);
        PackageManifest.Write(Path.Combine(made, ManifestName), PackageManifest.Of(content));

        var place = Path.Combine(_folder, package);
        if (Directory.Exists(place))
            Directory.Move(place, WorkPath(package)); // damaged; who has files of it open keeps them
        Directory.Move(made, place);
        DeleteWork(package, except: null);
        lock (_lock)
            _verified.Add(package);
    }

    private static async Task FetchAsync(string part, PackageFetch fetch, CancellationToken token)
    {
        try
        {
            var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            await using (file.ConfigureAwait(false))
            {
                await fetch.RunAsync(file, token).ConfigureAwait(false);
                await fetch.VerifyAsync(file, token).ConfigureAwait(false);
            }
        }
        catch (PackageException e) when (e.Fault == PackageFault.HashMismatch)
        {
            File.Delete(part);
            throw;
        }
    }

    // Reads everything the first time: the machine may have failed since it was written.
    private bool IsWhole(string package)
    {
        bool isVerified;
        lock (_lock)
            isVerified = _verified.Contains(package);
        var place = Path.Combine(_folder, package);
        var isWhole = PackageManifest.Read(Path.Combine(place, ManifestName))?.Fits(Path.Combine(place, ContentName), withContent: !isVerified) == true;
        lock (_lock)
        {
            if (isWhole)
                _verified.Add(package);
            else
                _verified.Remove(package);
        }

        return isWhole;
    }

    private bool Delete(string package)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "locks"));
        using var alone = PackageLock.TryTakeAlone(LockPath(_folder, package, "make"));
        using var unused = alone is null ? null : PackageLock.TryTakeAlone(LockPath(_folder, package, "use"));
        if (unused is null)
            return false;

        lock (_lock)
            _verified.Remove(package);
        var place = Path.Combine(_folder, package);
        var isThere = Directory.Exists(place);
        if (isThere)
        {
            // Gone at once, as it came; the rest may take its time.
            Directory.CreateDirectory(Work);
            Directory.Move(place, WorkPath(package));
        }

        DeleteWork(package, except: null);
        return isThere;
    }

    // Only by who holds the package's lock for making.
    private void DeleteWork(string package, string? except)
    {
        if (!Directory.Exists(Work))
            return;

        foreach (var entry in Directory.GetFileSystemEntries(Work, package + ".*").Where(entry => Path.GetExtension(entry) != except))
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }

    private string WorkPath(string package) => Path.Combine(Work, $"{package}.{Guid.NewGuid():N}");

    private static string LockPath(string folder, string package, string kind) => Path.Combine(folder, "locks", $"{package}.{kind}");
}
