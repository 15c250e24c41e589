using System.Security.Cryptography;
using Topology.Clustering.Packages;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

public sealed class PackageCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _archive;
    private readonly string _package;
    private readonly PackageCache _cache;
    private int _fetches;

    public PackageCacheTests()
    {
        var large = new byte[700_000];
        new Random(1).NextBytes(large);
        _archive = new ZipBytes().Add("Main.dll", "code"u8.ToArray()).Add("data/large.bin", large).ToArray();
        _package = Convert.ToHexStringLower(SHA256.HashData(_archive));
        _cache = NewCache();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Place => _folder[$"packages/{_package}"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task When_a_package_is_missing_Then_it_is_fetched_in_pieces_and_unpacked()
    {
        var content = await EnsureAsync();

        Assert.Equal(Path.Combine(Place, "content"), content);
        Assert.Equal("code", await File.ReadAllTextAsync(Path.Combine(content, "Main.dll"), Token));
        Assert.Equal(700_000, new FileInfo(Path.Combine(content, "data/large.bin")).Length);
        Assert.Equal(3, _fetches);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["packages/work"]));
    }

    [Fact]
    public async Task When_it_is_there_Then_nothing_is_fetched_also_after_a_restart()
    {
        await EnsureAsync();
        _fetches = 0;

        await EnsureAsync();
        await EnsureAsync(NewCache());

        Assert.Equal(0, _fetches);
    }

    [Fact]
    public async Task When_many_ask_at_once_Then_one_fetch_serves_them_all()
    {
        var gate = new TaskCompletionSource();

        var all = Enumerable.Range(0, 10).Select(_ => _cache.EnsureAsync(_package, _archive.Length, async (offset, max) =>
        {
            await gate.Task;
            return await FetchAsync(offset, max);
        }, Token)).ToList();
        gate.SetResult();
        var contents = await Task.WhenAll(all);

        Assert.Single(contents.Distinct());
        Assert.Equal(3, _fetches);
    }

    [Fact]
    public async Task When_two_processes_ask_at_once_Then_both_find_it_whole()
    {
        var others = Enumerable.Range(0, 4).Select(_ => EnsureAsync(NewCache())).ToList();

        await Task.WhenAll(others).Within("all caches have the package");

        Assert.True(File.Exists(Path.Combine(Place, "content/Main.dll")));
        Assert.Equal(3, _fetches); // the others waited, and found it made
    }

    [Fact]
    public async Task When_a_fetch_breaks_off_Then_the_next_one_goes_on_where_it_was()
    {
        var offsets = new List<long>();
        var broken = new InvalidOperationException("the master is away");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _cache.EnsureAsync(
            _package, _archive.Length, (offset, max) => offset > 0 ? throw broken : FetchAsync(offset, max), Token));
        await _cache.EnsureAsync(_package, _archive.Length, (offset, max) =>
        {
            offsets.Add(offset);
            return FetchAsync(offset, max);
        }, Token);

        Assert.Same(broken, error);
        Assert.Equal([IPackageStore.MaxPieceBytes, 2 * IPackageStore.MaxPieceBytes], offsets);
    }

    [Fact]
    public async Task When_one_of_two_waiters_gives_up_Then_the_other_still_gets_it()
    {
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        using var impatience = new CancellationTokenSource();
        Task<PackagePiece> Fetch(long offset, int max)
        {
            asked.TrySetResult();
            return gate.Task.ContinueWith(_ => FetchAsync(offset, max), TaskScheduler.Default).Unwrap();
        }

        var impatient = _cache.EnsureAsync(_package, _archive.Length, Fetch, impatience.Token);
        await asked.Task.Within("the fetch began");
        var patient = _cache.EnsureAsync(_package, _archive.Length, Fetch, Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        await patient.Within("the other one has it");

        Assert.True(File.Exists(Path.Combine(Place, "content/Main.dll")));
    }

    [Fact]
    public async Task When_all_waiters_give_up_Then_the_fetch_ends_and_a_new_one_can_begin()
    {
        var asked = new TaskCompletionSource();
        using var impatience = new CancellationTokenSource();

        var first = _cache.EnsureAsync(_package, _archive.Length, (_, _) =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<PackagePiece>().Task;
        }, impatience.Token);
        await asked.Task.Within("the fetch began");
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        await EnsureAsync().Within("the second fetch is over");
        Assert.Equal(3, _fetches);
    }

    [Fact]
    public async Task When_what_arrives_has_another_hash_Then_it_is_told_and_the_next_fetch_starts_anew()
    {
        var error = await Assert.ThrowsAsync<PackageException>(() => _cache.EnsureAsync(
            _package, _archive.Length, (offset, max) => Task.FromResult(Piece(offset, max) with { Bytes = new byte[Math.Min(max, _archive.Length - offset)] }), Token));

        Assert.Equal(PackageFault.HashMismatch, error.Fault);
        Assert.False(Directory.Exists(Place));
        await EnsureAsync();
        Assert.Equal(3, _fetches);
    }

    [Fact]
    public async Task When_a_piece_is_not_what_was_asked_for_Then_it_is_refused()
    {
        async Task<string> Refused(Func<PackagePiece, PackagePiece> change) => (await Assert.ThrowsAsync<PackageException>(
            () => _cache.EnsureAsync(_package, _archive.Length, (offset, max) => Task.FromResult(change(Piece(offset, max))), Token))).Message;

        Assert.Contains("from 0 on, got a piece", await Refused(piece => piece with { Offset = 7 }));
        Assert.Contains("of 'other'", await Refused(piece => piece with { Package = "other" }));
        Assert.Contains("of 5 bytes", await Refused(piece => piece with { Length = 5 }));
        Assert.Contains("has 0 bytes", await Refused(piece => piece with { Bytes = [] }));
        Assert.Contains("bytes are missing", (await Refused(piece => piece with { Bytes = new byte[_archive.Length + 1] })).Replace($"{_archive.Length} are", "bytes are", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_package_is_larger_than_allowed_here_Then_nothing_is_fetched()
    {
        var small = new PackageCache(_folder["packages"], new PackageLimits { MaxArchiveBytes = 1000 });

        var error = await Assert.ThrowsAsync<PackageException>(() => EnsureAsync(small));

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Equal(0, _fetches);
    }

    [Fact]
    public async Task When_an_archive_is_hostile_Then_nothing_of_it_appears()
    {
        var archive = new ZipBytes().Add("a.dll", [1]).Add("../../evil.dll", [2]).ToArray();
        var package = Convert.ToHexStringLower(SHA256.HashData(archive));

        var error = await Assert.ThrowsAsync<PackageException>(
            () => _cache.EnsureAsync(package, archive.Length, (offset, _) => Task.FromResult(new PackagePiece(package, offset, archive, archive.Length)), Token));

        Assert.Contains("../../evil.dll", error.Message);
        Assert.False(Directory.Exists(_folder[$"packages/{package}"]));
    }

    [Theory]
    [InlineData("content/Main.dll", "edoc")]
    [InlineData("content/Main.dll", "longer code")]
    [InlineData("content/Main.dll", null)]
    [InlineData("manifest.json", "{}")]
    [InlineData("manifest.json", "{\"Files\":")]
    [InlineData("manifest.json", null)]
    public async Task When_a_package_was_damaged_Then_it_is_noticed_after_a_restart_and_made_anew(string file, string? text)
    {
        await EnsureAsync();
        if (text is null)
            File.Delete(Path.Combine(Place, file));
        else
            await File.WriteAllTextAsync(Path.Combine(Place, file), text, Token);
        _fetches = 0;

        var content = await EnsureAsync(NewCache());

        Assert.Equal(3, _fetches);
        Assert.Equal("code", await File.ReadAllTextAsync(Path.Combine(content, "Main.dll"), Token));
    }

    [Fact]
    public async Task When_a_file_disappears_while_we_run_Then_it_is_noticed_too()
    {
        var content = await EnsureAsync();
        File.Delete(Path.Combine(content, "data/large.bin"));
        _fetches = 0;

        using var held = PackageCache.Hold(content); // a worker that runs does not keep it from being mended
        await EnsureAsync().Within("it is mended");

        Assert.Equal(3, _fetches);
    }

    [Fact]
    public async Task When_code_writes_beside_itself_Then_the_package_is_not_taken_for_damaged()
    {
        var content = await EnsureAsync();
        await File.WriteAllTextAsync(Path.Combine(content, "cache.tmp"), "x", Token);
        _fetches = 0;

        await EnsureAsync(NewCache());

        Assert.Equal(0, _fetches);
    }

    [Fact]
    public async Task When_pruned_Then_what_is_used_or_held_stays()
    {
        var content = await EnsureAsync();
        Directory.CreateDirectory(_folder["packages/work"]);
        await File.WriteAllTextAsync(_folder[$"packages/work/{new string('a', 64)}.part"], "half", Token);
        var other = NewCache();

        Assert.Empty(_cache.Prune(new HashSet<string> { _package }));
        using (PackageCache.Hold(content))
            Assert.Empty(other.Prune(new HashSet<string>()));
        Assert.True(Directory.Exists(content));
        Assert.Equal([_package], other.Prune(new HashSet<string>()));

        Assert.False(Directory.Exists(Place));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["packages/work"]));
        Assert.Equal(PackageFault.NotFound, Assert.Throws<PackageException>(() => PackageCache.Hold(content)).Fault);
    }

    [Fact]
    public async Task When_pruned_while_it_is_being_made_Then_it_is_not_touched()
    {
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var making = _cache.EnsureAsync(_package, _archive.Length, async (offset, max) =>
        {
            asked.TrySetResult();
            await gate.Task;
            return await FetchAsync(offset, max);
        }, Token);
        await asked.Task.Within("the fetch began");

        Assert.Empty(NewCache().Prune(new HashSet<string>()));
        gate.SetResult();
        await making;

        Assert.True(File.Exists(Path.Combine(Place, "content/Main.dll")));
    }

    [Fact]
    public async Task When_the_disk_is_full_Then_it_is_told()
    {
        var fetch = new PackageFetch(_package, _archive.Length, FetchAsync);

        var error = await Assert.ThrowsAsync<PackageException>(() => fetch.RunAsync(new FullDisk(300_000), Token));

        Assert.Equal(PackageFault.StorageFull, error.Fault);
        Assert.Contains("the disk is full", error.Message);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("/")]
    public void When_a_folder_is_no_package_Then_it_cannot_be_held(string folder) => Assert.Throws<PackageException>(() => PackageCache.Hold(folder));

    private PackageCache NewCache() => new(_folder["packages"]);

    private Task<string> EnsureAsync(PackageCache? cache = null) => (cache ?? _cache).EnsureAsync(_package, _archive.Length, FetchAsync, Token);

    private Task<PackagePiece> FetchAsync(long offset, int max)
    {
        Interlocked.Increment(ref _fetches);
        return Task.FromResult(Piece(offset, max));
    }

    private PackagePiece Piece(long offset, int max) =>
        new(_package, offset, _archive.AsSpan((int)offset, (int)Math.Min(max, _archive.Length - offset)).ToArray(), _archive.Length);

    /// <summary>A file on a disk with room for so many bytes.</summary>
    private sealed class FullDisk(int room) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Length + buffer.Length > room
            ? throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)
            : base.WriteAsync(buffer, cancellationToken);
    }
}
