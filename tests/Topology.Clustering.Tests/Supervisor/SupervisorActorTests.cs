using System.Runtime.Versioning;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Supervisor;

[SupportedOSPlatform("linux")]
public sealed class SupervisorActorTests : TestKit
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly FakeWorker _fake = new();
    private readonly FakePackages _packages = new();
    private readonly TestProbe _down;
    private readonly TestProbe _master;

    public SupervisorActorTests()
    {
        _down = CreateTestProbe();
        _master = CreateTestProbe();
    }

    [Fact]
    public async Task When_it_starts_Then_it_reports_what_the_node_is()
    {
        Start("calm");

        var report = await ReportAsync(_ => true);

        Assert.Equal(("n1", "localhost", 4, 200, 1024, 0), (report.Node, report.Host, report.Slots, report.CpuPercent, report.MemoryMebibytes, report.OrdersRevision));
        Assert.StartsWith("akka://", report.Address);
    }

    [Fact]
    public async Task When_a_second_has_passed_Then_it_reports_again()
    {
        var time = new FakeTimeProvider();
        Start("calm", time);
        await ReportAsync(_ => true);

        time.Advance(TimeSpan.FromSeconds(1));

        await ReportAsync(_ => true);
    }

    [Fact]
    public async Task When_it_is_ordered_to_run_a_worker_Then_the_worker_runs_with_its_spec()
    {
        var actor = Start("calm");
        actor.Tell(Orders.Of(3, Orders.Worker(0)));

        var report = await RunningAsync();
        var fake = await _fake.NextAsync();
        var folder = Path.Combine(_fake.Folder, "data", "workers", "words-1-0");
        var spec = WorkerSpec.Load(Path.Combine(folder, "worker.json"));

        var worker = Assert.Single(report.Workers);
        Assert.Equal((3, fake.Id), (report.OrdersRevision, worker.ProcessId));
        Assert.Equal(("words-1", "words", 0, worker.Incarnation, "n1", folder), (spec.TopologyId, spec.TopologyName, spec.Worker, spec.Incarnation, spec.Node, spec.Folder));
        Assert.Equal("hunter2", spec.Code.Settings["my.password"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "worker.json")));
        await EndAsync(actor);
    }

    [Fact]
    public async Task When_a_package_is_fetched_Then_the_master_is_asked_for_its_pieces()
    {
        _packages.AsksFor = (5, 7);
        var actor = Start("calm");
        actor.Tell(Orders.Of(1, Orders.Worker(0)));

        var asked = await _master.FishForMessageAsync<FetchPackage>(_ => true, Patience.Limit, cancellationToken: Token);
        _master.Reply(new PackagePiece(Orders.Package, 5, [1], 1000));
        await RunningAsync();

        Assert.Equal(new FetchPackage(Orders.Package, 5, 7), asked);
        await EndAsync(actor);
    }

    [Fact]
    public async Task When_the_master_refuses_a_package_Then_the_reason_is_reported_and_it_is_asked_again()
    {
        _packages.AsksFor = (0, 7);
        var actor = Start("calm");
        actor.Tell(Orders.Of(1, Orders.Worker(0)));

        await _master.FishForMessageAsync<FetchPackage>(_ => true, Patience.Limit, cancellationToken: Token);
        _master.Reply(new RequestRefused(RefusalKind.NotFound, "no such package"));
        var report = await ReportAsync(report => report.Workers.Any(worker => worker.State == WorkerProcessState.Failing));
        await _master.FishForMessageAsync<FetchPackage>(_ => true, Patience.Limit, cancellationToken: Token);

        Assert.Contains("no such package", Assert.Single(report.Workers).Detail);
    }

    [Fact]
    public async Task When_a_worker_is_killed_Then_its_member_is_declared_gone_and_another_process_started()
    {
        var actor = Start("member");
        actor.Tell(Orders.Of(1, Orders.Worker(0)));
        var before = Assert.Single((await RunningAsync()).Workers);
        var fake = await _fake.NextAsync();

        fake.Kill();
        var between = Assert.Single((await ReportAsync(report => report.Workers is [{ State: WorkerProcessState.BackingOff }])).Workers);
        var after = Assert.Single((await RunningAsync()).Workers);

        Assert.Equal(("Exit code 137 (signal 9).", 0, before.Incarnation), (between.Detail, between.ProcessId, between.Incarnation));
        Assert.Equal("akka.tcp://topology@127.0.0.1:4711", await _down.ExpectMsgAsync<string>(Patience.Limit, cancellationToken: Token));
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.True(after.Incarnation > before.Incarnation);
        await _fake.NextAsync();
        await EndAsync(actor);
    }

    [Fact]
    public async Task When_the_supervisor_ends_Then_workers_go_on_and_the_next_supervisor_adopts_them()
    {
        var first = Start("member");
        first.Tell(Orders.Of(1, Orders.Worker(0)));
        var before = Assert.Single((await RunningAsync()).Workers);
        var fake = await _fake.NextAsync();

        await first.GracefulStop(Patience.Limit);
        var second = Start("member");
        var adopted = Assert.Single((await AdoptedAsync()).Workers);
        fake.Kill();
        await ReportAsync(report => report.Workers is [{ State: WorkerProcessState.BackingOff }]);

        Assert.Equal(before, adopted);
        Assert.Equal("akka.tcp://topology@127.0.0.1:4711", await _down.ExpectMsgAsync<string>(Patience.Limit, cancellationToken: Token));
        await RunningAsync();
        await _fake.NextAsync();
        await EndAsync(second);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task When_what_it_wrote_down_is_lost_Then_the_next_supervisor_finds_the_worker_by_its_folder(string content)
    {
        var first = Start("calm");
        first.Tell(Orders.Of(1, Orders.Worker(0)));
        var before = Assert.Single((await RunningAsync()).Workers);
        await _fake.NextAsync();
        await first.GracefulStop(Patience.Limit);
        File.WriteAllText(_fake.Options("calm").StateFile, content);

        var second = Start("calm");
        var adopted = Assert.Single((await AdoptedAsync()).Workers);

        Assert.Equal(before, adopted);
        await EndAsync(second);
    }

    [Fact]
    public async Task When_a_workers_number_is_another_programs_by_now_Then_that_is_not_adopted()
    {
        var self = ProcessTable.Find(Environment.ProcessId)!;
        var options = _fake.Options("calm");
        new SupervisorFile(options).Save([new RememberedWorker(Orders.Worker(0), 17, self with { StartTicks = self.StartTicks - 1 }, DateTimeOffset.UnixEpoch)]);

        var actor = Start("calm");
        var report = await ReportAsync(report => report.Workers.Count > 0);
        actor.Tell(Orders.Of(1)); // would end it if it were adopted

        Assert.Equal(WorkerProcessState.BackingOff, Assert.Single(report.Workers).State);
        await ReportAsync(report => report.Workers.Count == 0);
    }

    [Fact]
    public async Task When_orders_leave_a_worker_out_Then_it_ends_and_its_folder_is_removed()
    {
        var actor = Start("calm");
        actor.Tell(Orders.Of(1, Orders.Worker(0)));
        await RunningAsync();
        var fake = await _fake.NextAsync();

        actor.Tell(Orders.Of(2));
        await ReportAsync(report => report.Workers.Count == 0);
        await fake.End.Within("the worker ends");

        Assert.False(Directory.Exists(_fake.Options("calm").FolderOf(new WorkerKey("words-1", 0))));
        Assert.EndsWith("told to end\n", File.ReadAllText(Path.Combine(_fake.LogFolder, "words-1-0.log")));
    }

    [Fact]
    public async Task When_a_worker_does_not_end_within_ten_seconds_Then_it_is_killed()
    {
        var time = new FakeTimeProvider();
        var actor = Start("stubborn", time);
        actor.Tell(Orders.Of(1, Orders.Worker(0)));
        await RunningAsync();
        var fake = await _fake.NextAsync();

        actor.Tell(Orders.Of(2));
        await ReportAsync(report => report.Workers is [{ State: WorkerProcessState.Stopping }]);
        time.Advance(SlotLife.TimeToExit - TimeSpan.FromMilliseconds(1));
        await ReportAsync(_ => true);
        var wasAlive = ProcessTable.IsAlive(fake.Identity);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await fake.End.Within("the worker ends");

        Assert.True(wasAlive);
        await ReportAsync(report => report.Workers.Count == 0);
    }

    [Fact]
    public async Task When_the_topologys_id_would_lead_elsewhere_Then_nothing_is_started()
    {
        var actor = Start("calm");
        actor.Tell(Orders.Of(1, Orders.Worker(0, topology: "../escaped")));

        var report = await ReportAsync(report => report.Workers is [{ State: WorkerProcessState.Failing }]);
        actor.Tell(Orders.Of(2));

        Assert.Contains("no name for a worker's folder", Assert.Single(report.Workers).Detail);
        await ReportAsync(report => report.Workers.Count == 0);
        Assert.Empty(Directory.GetFileSystemEntries(_fake.Folder, "escaped*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task When_a_log_is_asked_for_Then_the_asker_gets_the_piece()
    {
        Directory.CreateDirectory(_fake.LogFolder);
        File.WriteAllText(Path.Combine(_fake.LogFolder, "words-1-0.log"), "hello\n");
        var actor = Start("calm");

        var piece = await actor.Ask<LogPiece>(new ReadNodeLog("words-1", 0, -3, 100), Patience.Limit, Token);

        Assert.Equal((3, "lo\n", 6), (piece.Offset, System.Text.Encoding.UTF8.GetString(piece.Bytes), piece.Length));
    }

    [Fact]
    public async Task When_a_log_grows_too_long_Then_it_is_cut()
    {
        var time = new FakeTimeProvider();
        var actor = Start("calm", time, options => options with { LogBytes = 10 });
        actor.Tell(Orders.Of(1, Orders.Worker(0)));
        await RunningAsync();
        await _fake.NextAsync();
        var aside = Path.Combine(_fake.LogFolder, "words-1-0.log.1");

        for (var second = 0; second < 10_000 && !File.Exists(aside); second++) // the cut goes on beside the actor
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await ReportAsync(_ => true);
        }

        Assert.StartsWith("hello from calm\n", File.ReadAllText(aside));
        await EndAsync(actor);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private IActorRef Start(string kind, TimeProvider? time = null, Func<SupervisorOptions, SupervisorOptions>? with = null)
    {
        var options = _fake.Options(kind);
        var down = _down.Ref;
        return Sys.ActorOf(SupervisorActor.Props(
            with is null ? options : with(options), _master.Ref, _packages, address => down.Tell(address), time ?? TimeProvider.System, NullLogger.Instance));
    }

    private Task<SupervisorReport> RunningAsync() => ReportAsync(report => report.Workers is [{ State: WorkerProcessState.Running }]);

    // The first supervisor's last reports may still wait to be read: they tell of orders.
    private Task<SupervisorReport> AdoptedAsync() => ReportAsync(report => report is { OrdersRevision: 0, Workers: [{ State: WorkerProcessState.Running }] });

    private async Task<SupervisorReport> ReportAsync(Predicate<SupervisorReport> isIt) => await _master.FishForMessageAsync<SupervisorReport>(isIt, Patience.Limit, cancellationToken: Token);

    private static async Task EndAsync(IActorRef actor) => await actor.Ask<WorkersStopped>(new StopWorkers(), Patience.Limit, Token);

    private sealed class FakePackages : IPackageCache
    {
        /// <summary>The piece to ask for; null: none.</summary>
        public (long Offset, int Bytes)? AsksFor { get; set; }

        public async Task<string> EnsureAsync(string sha256, long bytes, Func<long, int, Task<PackagePiece>> fetch, CancellationToken token)
        {
            if (AsksFor is { } piece)
                await fetch(piece.Offset, piece.Bytes);
            return "/packages/" + sha256;
        }

        public void Prune(IReadOnlySet<string> inUse)
        {
        }
    }
}
