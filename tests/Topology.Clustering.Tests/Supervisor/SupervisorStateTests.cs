using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Tests.Supervisor;

public class SupervisorStateTests
{
    private static readonly WorkerKey Key = new("words-1", 0);
    private static readonly ProcessIdentity Process = new(4711, 1, "boot");

    private readonly SupervisorState _state = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    private WorkerSummary Worker => Assert.Single(_state.Workers);

    [Fact]
    public void When_a_worker_is_ordered_Then_its_package_is_fetched_and_its_process_started()
    {
        var ordered = _state.Take(Orders.Of(1, Orders.Worker(0)), _now);
        var fetched = _state.PackageFetched(Orders.Package, "/packages/a", _now);
        _state.WorkerStarted(Key, Worker.Incarnation, Process, _now);

        Assert.Contains(new FetchCode(Orders.Package, 1000), ordered);
        var start = Assert.Single(fetched.OfType<StartWorker>());
        Assert.Equal((Key, "/packages/a"), (start.Key, start.PackageFolder));
        Assert.Equal((WorkerProcessState.Running, 4711, start.Incarnation), (Worker.State, Worker.ProcessId, Worker.Incarnation));
        Assert.Equal(1, _state.Revision);
    }

    [Fact]
    public void When_a_process_is_to_be_started_Then_that_is_remembered_before()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);

        var effects = _state.PackageFetched(Orders.Package, "/packages/a", _now);

        var remembered = Assert.Single(Assert.IsType<Remember>(effects[0]).Workers);
        Assert.Null(remembered.Process);
        Assert.IsType<StartWorker>(effects[1]);
        Assert.IsType<SendReport>(effects[^1]);
    }

    [Fact]
    public void When_two_workers_need_the_same_package_Then_it_is_fetched_once()
    {
        var effects = _state.Take(Orders.Of(1, Orders.Worker(0), Orders.Worker(1)), _now);

        Assert.Single(effects.OfType<FetchCode>());
        Assert.Equal(2, _state.PackageFetched(Orders.Package, "/packages/a", _now).OfType<StartWorker>().Count());
    }

    [Fact]
    public void When_orders_are_older_than_those_taken_Then_they_are_ignored()
    {
        _state.Take(Orders.Of(5, Orders.Worker(0)), _now);

        var effects = _state.Take(Orders.Of(4), _now);

        Assert.Empty(effects);
        Assert.Equal(5, _state.Revision);
        Assert.Single(_state.Workers);
    }

    [Fact]
    public void When_orders_are_repeated_Then_nothing_is_done()
    {
        Run();

        Assert.Empty(_state.Take(Orders.Of(1, Orders.Worker(0)), _now));
    }

    [Fact]
    public void When_a_process_keeps_exiting_Then_the_back_off_doubles_up_to_ten_seconds()
    {
        Run();
        var delays = new List<double>();

        for (var i = 0; i < 9; i++)
        {
            _state.WorkerExited(Key, Worker.Incarnation, "Exit code 1.", _now);
            Assert.Equal(WorkerProcessState.BackingOff, Worker.State);
            delays.Add((_state.NextDue!.Value - _now).TotalMilliseconds);
            _now = _state.NextDue.Value;
            _state.TimePassed(_now);
            Start();
        }

        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000], delays);
    }

    [Fact]
    public void When_a_process_has_run_for_a_minute_Then_the_back_off_begins_anew()
    {
        Run();
        ExitAndStartAgain();
        ExitAndStartAgain();
        _now += SlotLife.LongRun;

        _state.WorkerExited(Key, Worker.Incarnation, "Exit code 1.", _now);

        Assert.Equal(_now + SlotLife.FirstDelay, _state.NextDue);
    }

    [Fact]
    public void When_the_back_off_is_not_over_Then_nothing_is_started()
    {
        Run();
        _state.WorkerExited(Key, Worker.Incarnation, "Exit code 1.", _now);

        Assert.Empty(_state.TimePassed(_now + SlotLife.FirstDelay - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void When_a_process_exits_Then_its_member_is_declared_gone_and_the_next_has_a_greater_incarnation()
    {
        Run();
        var before = Worker.Incarnation;

        var effects = _state.WorkerExited(Key, before, "Exit code 137 (signal 9).", _now);
        _state.TimePassed(_state.NextDue!.Value);
        Start();

        Assert.Contains(new DownMember(Key, before), effects);
        Assert.Contains(effects, effect => effect is SendReport);
        Assert.True(Worker.Incarnation > before);
    }

    [Fact]
    public void When_the_exit_of_an_earlier_process_is_told_late_Then_it_is_ignored()
    {
        Run();

        Assert.Empty(_state.WorkerExited(Key, Worker.Incarnation - 1, "Exit code 1.", _now));
        Assert.Equal(WorkerProcessState.Running, Worker.State);
    }

    [Fact]
    public void When_orders_leave_a_worker_out_Then_it_is_asked_to_end_killed_after_ten_seconds_and_forgotten()
    {
        Run();
        var incarnation = Worker.Incarnation;

        var asked = _state.Take(Orders.Of(2), _now);
        var early = _state.TimePassed(_now + SlotLife.TimeToExit - TimeSpan.FromTicks(1));
        var late = _state.TimePassed(_now + SlotLife.TimeToExit);
        var again = _state.TimePassed(_now + (2 * SlotLife.TimeToExit));
        var stateBefore = Worker.State;
        var exited = _state.WorkerExited(Key, incarnation, "Exit code 137 (signal 9).", _now);

        Assert.Contains(new TerminateWorker(Key, incarnation), asked);
        Assert.Empty(early);
        Assert.Equal([new KillWorker(Key, incarnation)], late);
        Assert.Equal([new KillWorker(Key, incarnation)], again);
        Assert.Equal(WorkerProcessState.Stopping, stateBefore);
        Assert.Contains(new ForgetWorker(Key), exited);
        Assert.Empty(_state.Workers);
        Assert.Null(_state.NextDue);
    }

    [Fact]
    public void When_a_worker_is_wanted_again_while_it_ends_Then_it_starts_at_once_after_its_end()
    {
        Run();
        _state.Take(Orders.Of(2), _now);

        var wanted = _state.Take(Orders.Of(3, Orders.Worker(0)), _now);
        var exited = _state.WorkerExited(Key, Worker.Incarnation, "Exit code 0.", _now);

        Assert.DoesNotContain(wanted, effect => effect is StartWorker or FetchCode);
        Assert.Contains(exited, effect => effect is FetchCode);
    }

    [Fact]
    public void When_the_code_changes_Then_the_process_ends_and_another_runs_the_new_one()
    {
        Run();
        var rebalanced = Orders.Code(executors: 4);

        var ordered = _state.Take(Orders.Of(2, Orders.Worker(0, rebalanced)), _now);
        _state.WorkerExited(Key, Worker.Incarnation, "Exit code 0.", _now);
        var started = _state.PackageFetched(Orders.Package, "/packages/a", _now);

        Assert.Contains(ordered, effect => effect is TerminateWorker);
        Assert.Same(rebalanced, Assert.Single(started.OfType<StartWorker>()).Order.Code);
    }

    [Fact]
    public void When_only_the_slot_changes_Then_the_process_goes_on()
    {
        Run();

        var effects = _state.Take(Orders.Of(2, Orders.Worker(0) with { Slot = 3 }), _now);

        Assert.Equal([new SendReport()], effects);
        Assert.Equal((3, WorkerProcessState.Running), (Worker.Slot, Worker.State));
    }

    [Fact]
    public void When_the_code_changes_during_the_start_Then_the_process_ends_as_soon_as_it_has_started()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);
        _state.PackageFetched(Orders.Package, "/packages/a", _now);

        var ordered = _state.Take(Orders.Of(2, Orders.Worker(0, Orders.Code(executors: 4))), _now);
        var started = _state.WorkerStarted(Key, Worker.Incarnation, Process, _now);

        Assert.DoesNotContain(ordered, effect => effect is TerminateWorker or StartWorker);
        Assert.Contains(new TerminateWorker(Key, Worker.Incarnation), started);
    }

    [Fact]
    public void When_a_worker_is_not_wanted_any_more_during_its_start_Then_its_process_ends_as_soon_as_it_has_started()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);
        _state.PackageFetched(Orders.Package, "/packages/a", _now);
        _state.Take(Orders.Of(2), _now);

        var started = _state.WorkerStarted(Key, Worker.Incarnation, Process, _now);

        Assert.Contains(new TerminateWorker(Key, Worker.Incarnation), started);
    }

    [Fact]
    public void When_the_package_cannot_be_fetched_Then_the_reason_is_reported_and_it_is_asked_for_again()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);

        _state.PackageMissed(Orders.Package, "the master is away", _now);
        var summary = Worker;
        var effects = _state.TimePassed(_now + SlotLife.FirstDelay);

        Assert.Equal(WorkerProcessState.Failing, summary.State);
        Assert.Contains("the master is away", summary.Detail);
        Assert.Contains(effects, effect => effect is FetchCode);
    }

    [Fact]
    public void When_the_process_cannot_be_started_Then_the_reason_is_reported_and_it_is_tried_again()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);
        _state.PackageFetched(Orders.Package, "/packages/a", _now);

        _state.WorkerNotStarted(Key, Worker.Incarnation, "disk full", _now);

        Assert.Equal(WorkerProcessState.Failing, Worker.State);
        Assert.Contains("disk full", Worker.Detail);
        Assert.Equal(_now + SlotLife.FirstDelay, _state.NextDue);
    }

    [Fact]
    public void When_a_package_is_needed_no_more_Then_the_others_are_named_as_in_use()
    {
        var other = new string('b', 64);
        _state.Take(Orders.Of(1, Orders.Worker(0), Orders.Worker(1, Orders.Code(other))), _now);
        _state.PackageFetched(Orders.Package, "/packages/a", _now);
        var both = _state.PackageFetched(other, "/packages/b", _now).OfType<PrunePackages>().Single().InUse;
        var started = Assert.Single(_state.Workers, worker => worker.Worker == 1);
        _state.WorkerStarted(new WorkerKey("words-1", 1), started.Incarnation, Process, _now);

        var ending = _state.Take(Orders.Of(2, Orders.Worker(0)), _now);
        var ended = _state.WorkerExited(new WorkerKey("words-1", 1), started.Incarnation, "Exit code 0.", _now);

        Assert.Equal([Orders.Package, other], both.Order());
        Assert.DoesNotContain(ending, effect => effect is PrunePackages);
        Assert.Equal([Orders.Package], Assert.Single(ended.OfType<PrunePackages>()).InUse);
    }

    [Fact]
    public void When_an_earlier_supervisor_left_a_worker_alive_Then_it_goes_on_and_orders_that_name_it_change_nothing()
    {
        _state.Adopt([(new RememberedWorker(Orders.Worker(0), 17, Process, _now), Process)], _now);

        var effects = _state.Take(Orders.Of(9, Orders.Worker(0)), _now);

        Assert.DoesNotContain(effects, effect => effect is FetchCode or TerminateWorker);
        Assert.Equal((17L, 4711, WorkerProcessState.Running), (Worker.Incarnation, Worker.ProcessId, Worker.State));
    }

    [Fact]
    public void When_an_earlier_supervisor_left_a_worker_that_is_not_wanted_Then_it_is_asked_to_end()
    {
        _state.Adopt([(new RememberedWorker(Orders.Worker(0), 17, Process, _now), Process)], _now);

        Assert.Contains(new TerminateWorker(Key, 17), _state.Take(Orders.Of(9), _now));
    }

    [Fact]
    public void When_a_worker_died_while_the_supervisor_was_away_Then_it_is_declared_gone_and_starts_once_orders_want_it()
    {
        var adopted = _state.Adopt([(new RememberedWorker(Orders.Worker(0), 17, Process, _now), null)], _now);
        var waited = _state.TimePassed(_now + TimeSpan.FromHours(1));
        var ordered = _state.Take(Orders.Of(9, Orders.Worker(0)), _now);

        Assert.Contains(new DownMember(Key, 17), adopted);
        Assert.Empty(waited);
        Assert.Contains(ordered, effect => effect is FetchCode);
    }

    [Fact]
    public void When_all_are_to_stop_Then_later_orders_start_nothing()
    {
        Run();

        var stopping = _state.StopAll(_now);
        var ordered = _state.Take(Orders.Of(2, Orders.Worker(0), Orders.Worker(1)), _now);
        _state.WorkerExited(Key, Worker.Incarnation, "Exit code 0.", _now);

        Assert.Contains(stopping, effect => effect is TerminateWorker);
        Assert.Empty(ordered);
        Assert.Empty(_state.Workers);
    }

    [Fact]
    public void When_a_process_was_started_that_nobody_waits_for_Then_it_is_killed()
    {
        Assert.Equal([new KillWorker(Key, 3)], _state.WorkerStarted(Key, 3, Process, _now));
    }

    [Fact]
    public void When_a_step_is_not_in_the_table_Then_both_states_are_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SlotTransitions.Check(SlotState.Gone, SlotState.Running));

        Assert.Contains("from Gone to Running", error.Message);
    }

    private void Run()
    {
        _state.Take(Orders.Of(1, Orders.Worker(0)), _now);
        Start();
    }

    private void Start()
    {
        _state.PackageFetched(Orders.Package, "/packages/a", _now);
        _state.WorkerStarted(Key, Worker.Incarnation, Process, _now);
    }

    private void ExitAndStartAgain()
    {
        _state.WorkerExited(Key, Worker.Incarnation, "Exit code 1.", _now);
        _now = _state.NextDue!.Value;
        _state.TimePassed(_now);
        Start();
    }
}
