using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

/// <summary>What every store of packages does.</summary>
public abstract class PackageStoreTests
{
    private const int Piece = IPackageStore.MaxPieceBytes;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task When_all_pieces_have_arrived_Then_the_package_is_complete_and_reads_the_same()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(3 * Piece + 12_345);

        var begun = await store.BeginAsync(package, bytes.Length, Token);
        await UploadAsync(store, package, bytes, Piece);

        Assert.Equal((0, false), (begun.Received, begun.IsComplete));
        Assert.Equal(bytes, await DownloadAsync(store, package, Piece));
        Assert.Equal(bytes, await DownloadAsync(store, package, 99_991));
        Assert.Equal((bytes.Length, true), State(await store.BeginAsync(package, bytes.Length, Token)));
    }

    [Fact]
    public async Task When_pieces_are_small_Then_a_large_one_is_read_across_them()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(10_000);
        await store.BeginAsync(package, bytes.Length, Token);
        await UploadAsync(store, package, bytes, 999);

        var piece = await store.ReadAsync(package, 500, 5000, Token);
        var rest = await store.ReadAsync(package, 9_500, Piece, Token);
        var end = await store.ReadAsync(package, 10_000, Piece, Token);
        var beyond = await store.ReadAsync(package, 20_000, Piece, Token);

        Assert.Equal(bytes[500..5500], piece.Bytes);
        Assert.Equal((package, 500, 10_000), (piece.Package, piece.Offset, piece.Length));
        Assert.Equal(bytes[9500..], rest.Bytes);
        Assert.Empty(end.Bytes);
        Assert.Empty(beyond.Bytes);
    }

    [Fact]
    public async Task When_an_upload_is_begun_again_Then_it_goes_on_where_it_was()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2 * Piece);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, bytes.AsMemory(0, Piece), Token);

        var again = await store.BeginAsync(package, bytes.Length, Token);
        var done = await store.AppendAsync(package, again.Received, bytes.AsMemory(Piece), Token);

        Assert.Equal((Piece, false), State(again));
        Assert.Equal((bytes.Length, true), State(done));
    }

    [Fact]
    public async Task When_a_piece_comes_twice_or_too_early_Then_it_changes_nothing_and_the_place_is_told()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(3000);
        await store.BeginAsync(package, bytes.Length, Token);

        var first = await store.AppendAsync(package, 0, bytes.AsMemory(0, 1000), Token);
        var twice = await store.AppendAsync(package, 0, bytes.AsMemory(0, 1000), Token);
        var early = await store.AppendAsync(package, 2000, bytes.AsMemory(2000), Token);
        var overlapping = await store.AppendAsync(package, 500, bytes.AsMemory(500, 1000), Token);
        await store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token);
        var late = await store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token);

        Assert.Equal((1000, false), State(first));
        Assert.Equal((1000, false), State(twice));
        Assert.Equal((1000, false), State(early));
        Assert.Equal((1000, false), State(overlapping));
        Assert.Equal((3000, true), State(late));
        Assert.Equal(bytes, await DownloadAsync(store, package, Piece));
    }

    [Fact]
    public async Task When_the_hash_is_another_Then_all_is_thrown_away_and_a_new_upload_can_be_right()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2000);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, new byte[1000], Token);

        var wrong = await Assert.ThrowsAsync<PackageException>(() => store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token));
        var after = await Assert.ThrowsAsync<PackageException>(() => store.AppendAsync(package, 1000, bytes.AsMemory(1000), Token));
        var unread = await Assert.ThrowsAsync<PackageException>(() => store.ReadAsync(package, 0, 1, Token));
        var again = await store.BeginAsync(package, bytes.Length, Token);
        await UploadAsync(store, package, bytes, 700);

        Assert.Equal(PackageFault.HashMismatch, wrong.Fault);
        Assert.Contains(package, wrong.Message);
        Assert.Equal((PackageFault.NotFound, PackageFault.NotFound), (after.Fault, unread.Fault));
        Assert.Equal((0, false), State(again));
        Assert.Equal(bytes, await DownloadAsync(store, package, Piece));
    }

    [Fact]
    public async Task When_another_size_is_announced_Then_the_upload_starts_anew()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2000);
        await store.BeginAsync(package, 5000, Token);
        await store.AppendAsync(package, 0, new byte[1000], Token);

        var begun = await store.BeginAsync(package, bytes.Length, Token);
        await UploadAsync(store, package, bytes, 700);
        var contradiction = await Assert.ThrowsAsync<PackageException>(() => store.BeginAsync(package, 5000, Token));

        Assert.Equal((0, false), State(begun));
        Assert.Contains("has 2000 bytes, not 5000", contradiction.Message);
    }

    [Fact]
    public async Task When_two_clients_upload_the_same_at_once_Then_both_find_it_complete()
    {
        var store = await NewStoreAsync();
        var other = Reopen();
        var (package, bytes) = Package(300_000);

        await Task.WhenAll(
            Task.Run(() => BeginAndUploadAsync(store, package, bytes, 7_001), Token),
            Task.Run(() => BeginAndUploadAsync(store, package, bytes, 10_007), Token),
            Task.Run(() => BeginAndUploadAsync(other, package, bytes, 7_001), Token));

        Assert.Equal(bytes, await DownloadAsync(other, package, Piece));
    }

    [Fact]
    public async Task When_completed_too_early_or_again_Then_the_first_is_refused_and_the_second_not()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2000);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, bytes.AsMemory(0, 1500), Token);

        var early = await Assert.ThrowsAsync<PackageException>(() => store.CompleteAsync(package, Token));
        await store.AppendAsync(package, 1500, bytes.AsMemory(1500), Token);
        var again = await store.CompleteAsync(package, Token);

        Assert.Contains("1500 of its 2000 bytes", early.Message);
        Assert.Equal((2000, true), State(again));
    }

    [Fact]
    public async Task When_a_request_makes_no_sense_Then_it_is_refused()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(2000);

        Assert.Equal(PackageFault.TooLarge, (await Refused(() => store.BeginAsync(package, PackageLimits.Default.MaxArchiveBytes + 1, Token))).Fault);
        Assert.Contains("cannot have 0 bytes", (await Refused(() => store.BeginAsync(package, 0, Token))).Message);
        Assert.Contains("names no package", (await Refused(() => store.BeginAsync("../../etc", 1, Token))).Message);
        Assert.Contains("names no package", (await Refused(() => store.BeginAsync(package.ToUpperInvariant(), 1, Token))).Message);
        Assert.Equal(PackageFault.NotFound, (await Refused(() => store.AppendAsync(package, 0, bytes, Token))).Fault);
        Assert.Equal(PackageFault.NotFound, (await Refused(() => store.CompleteAsync(package, Token))).Fault);
        await store.BeginAsync(package, bytes.Length, Token);
        Assert.Equal(PackageFault.NotFound, (await Refused(() => store.ReadAsync(package, 0, 10, Token))).Fault);
        Assert.Contains("cannot have 0 bytes", (await Refused(() => store.AppendAsync(package, 0, Array.Empty<byte>(), Token))).Message);
        Assert.Contains("cannot have 262145 bytes", (await Refused(() => store.AppendAsync(package, 0, new byte[Piece + 1], Token))).Message);
        Assert.Contains("beyond the 2000 bytes", (await Refused(() => store.AppendAsync(package, 0, new byte[2001], Token))).Message);
    }

    [Fact]
    public async Task When_packages_are_old_and_unreferenced_Then_they_are_listed_and_can_be_deleted()
    {
        var store = await NewStoreAsync();
        var (used, usedBytes) = Package(1000);
        var (unused, unusedBytes) = Package(1001);
        var (abandoned, _) = Package(1002);
        var (announcedAgain, againBytes) = Package(1003);
        var (young, youngBytes) = Package(1004);
        await BeginAndUploadAsync(store, used, usedBytes, 1000);
        await BeginAndUploadAsync(store, unused, unusedBytes, 1000);
        await BeginAndUploadAsync(store, announcedAgain, againBytes, 1000);
        await store.BeginAsync(abandoned, 1002, Token);
        Time.Advance(TimeSpan.FromHours(1));
        await BeginAndUploadAsync(store, young, youngBytes, 1000);
        await store.BeginAsync(announcedAgain, againBytes.Length, Token);

        var deleted = await store.DeleteUnreferencedAsync(new HashSet<string> { used }, TimeSpan.FromHours(1), Token);
        var again = await store.DeleteUnreferencedAsync(new HashSet<string> { used }, TimeSpan.FromHours(1), Token);
        var one = await store.DeleteAsync(young, Token);
        var twice = await store.DeleteAsync(young, Token);

        Assert.Equal(new[] { unused, abandoned }.Order(StringComparer.Ordinal), deleted);
        Assert.Empty(again);
        Assert.Equal((true, false), (one, twice));
        Assert.Equal(PackageFault.NotFound, (await Refused(() => store.ReadAsync(unused, 0, 10, Token))).Fault);
        Assert.Equal((0, false), State(await store.BeginAsync(unused, unusedBytes.Length, Token)));
        Assert.Equal(usedBytes, await DownloadAsync(store, used, Piece));
    }

    [Fact]
    public async Task When_the_master_moves_Then_the_next_one_finds_what_there_was()
    {
        var store = await NewStoreAsync();
        var (package, bytes) = Package(5000);
        await store.BeginAsync(package, bytes.Length, Token);
        await store.AppendAsync(package, 0, bytes.AsMemory(0, 3000), Token);

        var next = Reopen();
        var begun = await next.BeginAsync(package, bytes.Length, Token);
        await next.AppendAsync(package, 3000, bytes.AsMemory(3000), Token);

        Assert.Equal((3000, false), State(begun));
        Assert.Equal(bytes, await DownloadAsync(store, package, Piece));
    }

    /// <summary>A store over an empty database.</summary>
    protected abstract Task<SqlPackageStore> NewStoreAsync();

    /// <summary>Another one over the same database, as in another process.</summary>
    protected abstract SqlPackageStore Reopen();

    protected static Task<PackageException> Refused(Func<Task> call) => Assert.ThrowsAsync<PackageException>(call);

    protected static (string Package, byte[] Bytes) Package(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return (Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes);
    }

    protected static async Task BeginAndUploadAsync(IPackageStore store, string package, byte[] bytes, int piece)
    {
        await store.BeginAsync(package, bytes.Length, Token);
        await UploadAsync(store, package, bytes, piece);
    }

    // As a client does: it sends what the answer asks for.
    private static async Task UploadAsync(IPackageStore store, string package, byte[] bytes, int piece)
    {
        var state = await store.AppendAsync(package, 0, bytes.AsMemory(0, Math.Min(piece, bytes.Length)), Token);
        while (!state.IsComplete)
        {
            var offset = (int)state.Received;
            state = await store.AppendAsync(package, offset, bytes.AsMemory(offset, Math.Min(piece, bytes.Length - offset)), Token);
        }
    }

    private static async Task<byte[]> DownloadAsync(IPackageStore store, string package, int piece)
    {
        var all = new List<byte>();
        while (await store.ReadAsync(package, all.Count, piece, Token) is { Bytes: { Length: > 0 } bytes })
            all.AddRange(bytes);
        return [.. all];
    }

    private static (long Received, bool IsComplete) State(Clustering.Protocol.UploadState state) => (state.Received, state.IsComplete);
}
