using CsCheck;
using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Tests.Supervisor;

public class SupervisorStatePropertyTests
{
    [Fact]
    public void When_anything_happens_in_any_order_Then_a_worker_never_has_two_processes_and_what_is_ordered_last_comes_to_run()
    {
        Gen.Int[0, 7].Select(Gen.Int[0, 1 << 20]).Array[0, 60].Sample(steps =>
        {
            var world = new World();
            foreach (var (what, choice) in steps)
                world.Step(what, choice);
            world.Settle();
        }, iter: 3000);
    }

    /// <summary>An operating system and a master that do what the effects say, as slowly and badly as the steps want.</summary>
    private sealed class World
    {
        private readonly SupervisorState _state = new();
        private readonly List<FetchCode> _fetches = [];
        private readonly List<StartWorker> _starts = [];
        private readonly Dictionary<WorkerKey, (long Incarnation, WorkerOrder Order, ProcessIdentity Id, DateTimeOffset? TerminatedAt)> _processes = [];
        private readonly Dictionary<WorkerKey, long> _lastIncarnation = [];
        private IReadOnlyList<RememberedWorker> _remembered = [];
        private SupervisorOrders _orders = Orders.Of(0);
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
        private int _nextId = 1;

        public void Step(int what, int choice)
        {
            switch (what)
            {
                case 0 or 1:
                    Order(choice);
                    break;
                case 2 when _fetches.Count > 0:
                    EndFetch(choice % _fetches.Count, isGood: choice % 3 != 0);
                    break;
                case 3 or 4 when _starts.Count > 0:
                    EndStart(choice % _starts.Count, isGood: choice % 4 != 0);
                    break;
                case 5 when _processes.Count > 0:
                    Exit(_processes.Keys.ElementAt(choice % _processes.Count));
                    break;
                default:
                    Pass(TimeSpan.FromMilliseconds(choice % 15_000));
                    break;
            }
        }

        public void Settle()
        {
            for (var round = 0; round < 50 && !IsSettled(); round++)
            {
                while (_fetches.Count > 0)
                    EndFetch(0, isGood: true);
                while (_starts.Count > 0)
                    EndStart(0, isGood: true);
                foreach (var key in _processes.Where(pair => pair.Value.TerminatedAt is not null).Select(pair => pair.Key).ToArray())
                    Exit(key);
                Pass(SlotLife.LongestDelay);
            }
            Assert.True(IsSettled(), $"ordered {Text(_orders.Workers)}, running {Text(_processes.Values.Select(process => process.Order))}");
            Assert.All(_state.Workers, worker => Assert.Equal(WorkerProcessState.Running, worker.State));
            Assert.Equal(_processes.Values.Select(process => process.Id).ToHashSet(), _remembered.Select(worker => worker.Process!).ToHashSet());
            Assert.Null(_state.NextDue);
        }

        private static string Text(IEnumerable<WorkerOrder> orders) => string.Join(", ", orders.Select(order => $"{order.Worker}:{order.Code.Package[0]}{order.Code.Executors["count"]}"));

        private bool IsSettled() => _starts.Count == 0 && _fetches.Count == 0 && _processes.Values.All(process => process.TerminatedAt is null)
            && Text(_orders.Workers.OrderBy(order => order.Worker)) == Text(_processes.Values.Select(process => process.Order).OrderBy(order => order.Worker));

        private void Order(int choice)
        {
            var workers = Enumerable.Range(0, 3).Where(worker => (choice >> worker & 1) == 1)
                .Select(worker => Orders.Worker(worker, Orders.Code(new string((choice >> 3 & 1) == 0 ? 'a' : 'b', 64), 1 + (choice >> 4 & 1)))).ToArray();
            _orders = Orders.Of(_orders.Revision + 1, workers);
            Carry(_state.Take(_orders, _now));
            Assert.Empty(_state.Take(Orders.Of(_orders.Revision - 1), _now));
        }

        private void EndFetch(int index, bool isGood)
        {
            var fetch = _fetches[index];
            _fetches.RemoveAt(index);
            Carry(isGood ? _state.PackageFetched(fetch.Package, "/" + fetch.Package, _now) : _state.PackageMissed(fetch.Package, "away", _now));
        }

        private void EndStart(int index, bool isGood)
        {
            var start = _starts[index];
            _starts.RemoveAt(index);
            if (!isGood)
            {
                Carry(_state.WorkerNotStarted(start.Key, start.Incarnation, "disk full", _now));
                return;
            }
            Assert.False(_processes.ContainsKey(start.Key), $"{start.Key} has two processes");
            var id = new ProcessIdentity(_nextId++, 1, "boot");
            _processes.Add(start.Key, (start.Incarnation, start.Order, id, null));
            Carry(_state.WorkerStarted(start.Key, start.Incarnation, id, _now));
        }

        private void Exit(WorkerKey key)
        {
            _processes.Remove(key, out var process);
            Carry(_state.WorkerExited(key, process.Incarnation, "Exit code 1.", _now));
        }

        private void Pass(TimeSpan time)
        {
            _now += time;
            Carry(_state.TimePassed(_now));
        }

        private void Carry(IReadOnlyList<SupervisorEffect> effects)
        {
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case Remember remember:
                        Assert.Same(effects[0], remember);
                        _remembered = remember.Workers;
                        break;
                    case FetchCode fetch:
                        Assert.DoesNotContain(_fetches, other => other.Package == fetch.Package);
                        _fetches.Add(fetch);
                        break;
                    case PrunePackages prune:
                        Assert.Empty(_fetches);
                        Assert.Superset(_processes.Values.Select(process => process.Order.Code.Package).ToHashSet(), prune.InUse.ToHashSet());
                        break;
                    case StartWorker start:
                        Assert.True(start.Incarnation > _lastIncarnation.GetValueOrDefault(start.Key), "incarnations grow");
                        Assert.Contains(_remembered, worker => worker.Incarnation == start.Incarnation);
                        _lastIncarnation[start.Key] = start.Incarnation;
                        _starts.Add(start);
                        break;
                    case TerminateWorker terminate:
                        var process = _processes[terminate.Key];
                        Assert.Equal(process.Incarnation, terminate.Incarnation);
                        Assert.Null(process.TerminatedAt);
                        _processes[terminate.Key] = process with { TerminatedAt = _now };
                        break;
                    case KillWorker kill:
                        Assert.True(_now - _processes[kill.Key].TerminatedAt >= SlotLife.TimeToExit, "killed before its time was over");
                        break;
                    case ForgetWorker forget:
                        Assert.False(_processes.ContainsKey(forget.Key), "forgotten although it runs");
                        break;
                }
            }
        }
    }
}
