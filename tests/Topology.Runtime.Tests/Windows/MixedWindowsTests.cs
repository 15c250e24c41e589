using CsCheck;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Windows of a time after each so many tuples, and of so many tuples after each time: what they show, and what that costs.</summary>
public class MixedWindowsTests
{
    private static readonly Gen<Step[]> Steps = Gen.Frequency(
            (8, Gen.Select(Gen.Int[0, 1], Gen.Int[0, 12], (key, delay) => new Step(What.Tuple, key, delay))),
            (2, Gen.Select(Gen.Int[1, 15], Gen.Const(0), (by, _) => new Step(What.Time, 0, by))),
            (1, Gen.Const(new Step(What.Restart, 0, 0))))
        .Array[0, 120];

    [Fact]
    public void After_each_so_many_tuples_they_show_those_of_the_time_before_the_latest() => Gen.Select(Steps, Gen.Bool, Gen.Int[1, 30], Gen.Int[1, 5]).Sample((steps, subtracts, length, slide) =>
    {
        var (run, reference) = (new WindowRun(WindowSpec.Sliding(TimeSpan.FromTicks(length), slide), subtracts), new Reference());
        Play(steps, run, (key, time, id) => reference.AddCounted(key, time, id, length, slide), _ => { });

        run.Watermark(long.MaxValue);
        reference.EndCounted(length, slide);

        Assert.Equal(reference.Shown.Order(), Ids(run).Order());
        Assert.Equal(reference.Late, run.Late);
    }, iter: 500);

    [Fact]
    public void After_each_time_they_show_the_last_so_many_tuples() => Gen.Select(Steps, Gen.Bool, Gen.Int[1, 12], Gen.Int[1, 20]).Sample((steps, subtracts, count, slide) =>
    {
        var (run, reference) = (new WindowRun(WindowSpec.Sliding(count, TimeSpan.FromTicks(slide)), subtracts), new Reference());
        Play(steps, run, (key, time, id) => reference.AddTimed(key, time, id, slide), watermark => reference.Advance(watermark, count, slide));

        run.Watermark(long.MaxValue);
        reference.Advance(100_000, count, slide);

        Assert.Equal(reference.Shown.Order(), Ids(run).Order());
        Assert.Equal(reference.Late, run.Late);
    }, iter: 500);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void When_a_window_of_2000_tuples_slides_Then_each_slide_costs_a_few_merges(bool isByCount, bool subtracts)
    {
        const int Tuples = 10_000;
        var window = isByCount ? WindowSpec.Sliding(TimeSpan.FromTicks(2000), 1) : WindowSpec.Sliding(2000, TimeSpan.FromTicks(1));
        var run = new WindowRun(window, subtracts) { IsSilent = true };

        for (var time = 0; time < Tuples; time++)
            run.Add(time).Watermark(time + 1);

        Assert.InRange((double)run.Contents.Merges / Tuples, 0.5, 6);
    }

    [Fact]
    public void After_each_so_many_tuples_a_window_is_anchored_to_its_new_ones_and_acks_those_that_leave()
    {
        var run = new WindowRun(WindowSpec.Sliding(TimeSpan.FromTicks(5), 2)) { IsTracked = true };

        run.Add(0).Add(1);
        Check(run, anchors: [1, 2], acked: []);
        run.Add(3).Add(20); // the third leaves without having been in a window
        Check(run, anchors: [1, 2, 4], acked: [1, 2, 3]);
        run.Add(18).Watermark(long.MaxValue);

        Check(run, anchors: [1, 2, 4, 5], acked: [1, 2, 3, 5, 4]);
    }

    [Fact]
    public void After_each_time_a_window_is_anchored_to_its_new_tuples_and_acks_those_that_leave()
    {
        var run = new WindowRun(WindowSpec.Sliding(2, TimeSpan.FromTicks(10))) { IsTracked = true };

        run.Add(1).Add(2).Add(3).Add(11).Watermark(10);
        Check(run, anchors: [2, 3], acked: [1]);
        run.Watermark(20);

        Check(run, anchors: [2, 3, 4], acked: [1, 2]);
        run.Watermark(long.MaxValue);
        Check(run, anchors: [2, 3, 4], acked: [1, 2, 3, 4]);
    }

    [Fact]
    public void When_a_tuple_comes_between_others_Then_the_aggregate_keeps_the_order_of_time()
    {
        var (contents, tuples) = (new IdContents(subtracts: false), new SliceQueue<(KeptTuple Kept, bool IsHeld)>());
        var total = new TupleTotal<List<int>>(contents, tuples);
        Insert(0, 1);
        Insert(1, 2);
        Assert.Equal([1, 2], total.Of(2));
        Insert(2, 4);
        Insert(3, 6);
        Assert.Equal([1, 2, 4, 6], total.Of(4));

        Insert(3, 5);
        Assert.Equal([1, 2, 4, 5, 6], total.Of(5));
        Insert(1, 3);

        Assert.Equal([1, 3, 2, 4, 5, 6], total.Of(6));

        void Insert(int position, int id)
        {
            tuples.Insert(position, 0, (new KeptTuple(id, 0, Tuples.Of(id)), false));
            total.Inserted(position);
        }
    }

    private static void Check(WindowRun run, int[] anchors, int[] acked)
    {
        Assert.Equal(anchors, run.Anchors);
        Assert.Equal(acked, run.Acked);
    }

    private static void Play(Step[] steps, WindowRun run, Action<string, long, int> add, Action<long> advance)
    {
        var (now, id) = (0L, 0);
        foreach (var step in steps)
        {
            var key = $"k{step.Key}";
            switch (step.What)
            {
                case What.Tuple:
                    run.Add(now + 12 - step.By, key);
                    add(key, now + 12 - step.By, ++id);
                    break;
                case What.Time:
                    now += step.By;
                    run.Watermark(now);
                    advance(now);
                    break;
                default:
                    run.Restart([], full: true);
                    break;
            }
        }
    }

    private static IEnumerable<string> Ids(WindowRun run) => run.All.Select(pane => $"{pane.Key} {pane.Ids}");

    internal enum What
    {
        Tuple,
        Time,
        Restart,
    }

    internal readonly record struct Step(What What, int Key, int By);

    /// <summary>The same by looking at all tuples each time.</summary>
    private sealed class Reference
    {
        private readonly List<(string Key, long Time, int Id)> _tuples = [];
        private readonly Dictionary<string, int> _seen = [];
        private long _reached = long.MinValue; // the last slide's end

        public List<string> Shown { get; } = [];

        public List<int> Late { get; } = [];

        public void AddCounted(string key, long time, int id, int length, int slide)
        {
            if (Of(key).Any(tuple => time <= tuple.Time - length))
            {
                Late.Add(id);
                return;
            }
            _tuples.Add((key, time, id));
            _seen[key] = _seen.GetValueOrDefault(key) + 1;
            if (_seen[key] % slide == 0)
                ShowCounted(key, length);
        }

        public void EndCounted(int length, int slide)
        {
            foreach (var key in _seen.Keys.Where(key => _seen[key] % slide != 0))
                ShowCounted(key, length);
        }

        public void AddTimed(string key, long time, int id, int slide)
        {
            if (time / slide * slide + slide <= _reached)
                Late.Add(id);
            else
                _tuples.Add((key, time, id));
        }

        public void Advance(long watermark, int count, int slide)
        {
            for (var end = Math.Max(_reached, 0) + slide - Math.Max(_reached, 0) % slide; end <= watermark; end += slide)
            {
                foreach (var key in _tuples.Where(tuple => tuple.Time < end && tuple.Time >= end - slide).Select(tuple => tuple.Key).Distinct())
                    Shown.Add($"{key} {string.Join(' ', Of(key).Where(tuple => tuple.Time < end).OrderBy(tuple => tuple.Time).TakeLast(count).Select(tuple => tuple.Id).Order())}");
                _reached = end;
            }
        }

        private void ShowCounted(string key, int length)
        {
            var latest = Of(key).Max(tuple => tuple.Time);
            Shown.Add($"{key} {string.Join(' ', Of(key).Where(tuple => tuple.Time > latest - length).Select(tuple => tuple.Id).Order())}");
        }

        private IEnumerable<(string Key, long Time, int Id)> Of(string key) => _tuples.Where(tuple => tuple.Key == key);
    }
}
