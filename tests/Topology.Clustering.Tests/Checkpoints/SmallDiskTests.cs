using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Tests.Support;
using Topology.Runtime.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>A store on a file system of its own, which can be full or read-only for real.</summary>
public sealed class SmallDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqlCheckpointStore _store;

    public SmallDiskTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a file system.");
        Assert.SkipUnless(IsMounted("-t", "tmpfs", "-o", "size=4m", "tmpfs", _folder.FullName), "This root may not mount a file system.");
        _store = SqlCheckpointStore.OpenSqlite(_folder["checkpoints.db"]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Run("umount", "--lazy", _folder.FullName); // something may still have a file of it open
        _folder.Dispose();
    }

    [Fact]
    public async Task When_the_disk_is_full_Then_it_is_told_and_what_was_there_stays_and_it_works_with_room()
    {
        await _store.WriteAsync("t", "1/a", Content(500_000), Token);
        await _store.CommitAsync("t", Of(1, ("1/a", 500_000)), Token);

        var full = await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.WriteAsync("t", "2/a", Content(8_000_000), Token));
        var kept = (await _store.ReadAsync("t", "1/a", Token)).ToArray();
        Assert.True(IsMounted("-o", "remount,size=64m", _folder.FullName));
        await _store.WriteAsync("t", "2/a", Content(8_000_000), Token);
        await _store.CommitAsync("t", Of(2, ("1/a", 500_000), ("2/a", 8_000_000)), Token);

        Assert.Contains("disk is full: make room", full.Message);
        Assert.Contains("\"2/a\"", full.Message);
        Assert.Equal(Content(500_000), kept);
        Assert.Equal(Content(8_000_000), (await _store.ReadAsync("t", "2/a", Token)).ToArray());
    }

    [Fact]
    public async Task When_the_disk_is_full_under_a_running_topology_Then_it_says_so_and_goes_on_once_there_is_room()
    {
        var ledger = new Ledger();
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new CountingSpout(long.MaxValue));
        builder.SetBolt("sums", () => new SumBolt(), 2).FieldsGrouping("numbers", new Fields("key"));
        builder.SetBolt("sink", () => new LedgerSink(ledger)).ShuffleGrouping("sums");
        var config = new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce, CheckpointInterval = TimeSpan.FromMilliseconds(20), MaxSpoutPending = 100 };
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = _folder.FullName }, Token);
        var handle = await cluster.SubmitAsync("growing", config, builder.Build(), Token);
        await ReportAsync(handle, report => report.Completed > 0, "a checkpoint before the disk is full");

        Fill(_folder["filler"]);
        var full = await ReportAsync(handle, report => report.FailedInARow > 1, "checkpoints that fail");
        var status = await handle.GetStatusAsync(Token);
        var published = ledger.Published.Count;
        File.Delete(_folder["filler"]);
        var cured = await ReportAsync(handle, report => report.FailedInARow == 0 && ledger.Published.Count > published, "a checkpoint once there is room, and what it publishes");
        await handle.KillAsync(token: Token);

        Assert.Contains("disk is full: make room", full.LastFailure);
        Assert.Equal(TopologyStatus.Active, status);
        Assert.True(cured.LastId > full.LastId);
        Assert.Equal(ledger.Published.Count, ledger.Published.Distinct().Count());
    }

    [Fact]
    public async Task When_the_disk_is_full_Then_old_checkpoints_can_be_deleted_to_make_room()
    {
        for (var id = 1; id <= 3; id++)
        {
            await _store.WriteAsync("t", $"{id}/a", Content(400_000, id), Token);
            await _store.CommitAsync("t", Of(id, ($"{id}/a", 400_000)), Token);
        }
        await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.WriteAsync("t", "4/a", Content(5_000_000), Token));

        await _store.DeleteAsync("t", [1, 2], keepPiecesAfter: 3, Token);
        await _store.WriteAsync("t", "4/a", Content(700_000), Token);

        Assert.Equal(Content(400_000, 3), (await _store.ReadAsync("t", "3/a", Token)).ToArray());
        Assert.Equal(Content(700_000), (await _store.ReadAsync("t", "4/a", Token)).ToArray());
    }

    [Fact]
    public async Task When_the_disk_is_read_only_Then_it_is_told_until_it_is_not()
    {
        await _store.WriteAsync("t", "1/a", Content(10), Token);
        SqliteConnection.ClearAllPools(); // a file that is open for writing keeps a disk from becoming read-only

        Assert.True(IsMounted("-o", "remount,ro", _folder.FullName));
        var error = await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.WriteAsync("t", "1/b", Content(10), Token));
        Assert.True(IsMounted("-o", "remount,rw", _folder.FullName));
        await _store.WriteAsync("t", "1/b", Content(10), Token);

        Assert.Contains("checkpoints.db. It can", error.Message); // only be read, or not be opened: as SQLite finds it
        Assert.Equal(Content(10), (await _store.ReadAsync("t", "1/b", Token)).ToArray());
    }

    [Fact]
    public async Task When_there_is_no_room_for_a_savepoint_file_Then_it_is_told_and_the_one_before_stays()
    {
        var store = new MemoryCheckpointStore();
        var file = _folder["a.savepoint"];
        await store.WriteAsync("t", "1/a", Content(1000), Token);
        await store.WriteAsync("t", "2/a", Content(8_000_000), Token);
        await SavepointFile.WriteAsync(file, store, "t", Of(1, ("1/a", 1000)), Token);

        var full = await Assert.ThrowsAsync<CheckpointStoreException>(() => SavepointFile.WriteAsync(file, store, "t", Of(2, ("2/a", 8_000_000)), Token));

        Assert.Contains(file, full.Message);
        Assert.Equal([file], Directory.GetFiles(_folder.FullName));
        Assert.Equal(1, (await SavepointFile.ReadAsync(file, checksPieces: true, Token)).Manifest.Id);
    }

    private static async Task<CheckpointReport> ReportAsync(ITopologyHandle handle, Func<CheckpointReport, bool> holds, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var report = await handle.GetCheckpointsAsync(Token);
            if (holds(report))
                return report;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience.Limit, $"did not happen: {what}; {report}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // it is full
        }
    }

    private static bool IsMounted(params IEnumerable<string> arguments) => Run("mount", arguments) == 0;

    private static int Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
