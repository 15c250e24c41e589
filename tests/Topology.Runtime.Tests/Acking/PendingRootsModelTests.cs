using CsCheck;
using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>Pending roots behave as a plain list in the order of the time-outs would.</summary>
public class PendingRootsModelTests
{
    private const long Timeout = 50;

    private static int _order;

    /// <summary>What to do, with whom of those ever added, and how much time passes before.</summary>
    private static readonly Gen<(int What, int Who, int Wait)[]> Steps = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 1000], Gen.Int[0, 6]).Array[0, 200];

    [Fact]
    public void When_anything_is_done_in_any_order_Then_the_list_agrees() => Steps.Sample(steps => Agree(steps), iter: 1000, threads: 1);

    private static void Agree((int What, int Who, int Wait)[] steps)
    {
        var pending = new PendingRoots(3);
        var model = new List<Entry>();
        var ever = new List<long>();
        var now = 0L;
        for (var i = 0; i < steps.Length; i++)
        {
            var (what, who, wait) = steps[i];
            now += wait;
            if (what < 4 || ever.Count == 0)
                Add(pending, model, ever, i, now);
            else if (what < 7)
                Complete(pending, model, ever[who % ever.Count]);
            else if (what == 7)
                Reset(pending, model, ever[who % ever.Count], now);
            else if (what == 8)
                Expire(pending, model, now);
            else if (what == 9)
                Hold(pending, model, ever[who % ever.Count]);
            else if (what == 10)
                Wait(pending, model, ever[who % ever.Count]);
            else if (what == 11)
                EndWait(pending, model, now - who % 30, now);
            else if (who < 20)
                Clear(pending, model);
            Assert.Equal((model.Count, model.Count(entry => entry.IsHeld), model.Count(entry => entry.IsWaiting)), (pending.Count, pending.Held, pending.Waiting));
            Assert.Equal(model.Where(entry => !entry.IsAside).Select(entry => entry.Since).FirstOrDefault(long.MaxValue), pending.OldestAt);
        }
    }

    private static void Add(PendingRoots pending, List<Entry> model, List<long> ever, int message, long now)
    {
        var root = pending.Add(message, now);
        Assert.DoesNotContain(root, ever);
        ever.Add(root);
        model.Add(new Entry(root, message, now, now));
    }

    private static void Complete(PendingRoots pending, List<Entry> model, long root)
    {
        var at = model.FindIndex(entry => entry.Root == root);
        Assert.Equal(at >= 0, pending.TryComplete(root, out var message, out var emittedAt));
        if (at < 0)
            return;
        Assert.Equal((model[at].Message, model[at].EmittedAt), (message.AsInt32(), emittedAt));
        model.RemoveAt(at);
    }

    private static void Reset(PendingRoots pending, List<Entry> model, long root, long now)
    {
        pending.Reset(root, now);
        var at = model.FindIndex(entry => entry.Root == root);
        if (at < 0 || model[at].IsAside)
            return;
        var entry = model[at];
        model.RemoveAt(at);
        model.Add(entry with { Since = now });
    }

    private static void Expire(PendingRoots pending, List<Entry> model, long now)
    {
        while (model.Find(entry => !entry.IsAside) is { } oldest && now - oldest.Since >= Timeout)
        {
            Assert.True(pending.TryExpire(now, Timeout, out var message));
            Assert.Equal(oldest.Message, message.AsInt32());
            model.Remove(oldest);
        }
        Assert.False(pending.TryExpire(now, Timeout, out _));
    }

    private static void Hold(PendingRoots pending, List<Entry> model, long root)
    {
        pending.Hold(root);
        if (model.Find(entry => entry.Root == root) is { } held)
            (held.IsHeld, held.IsWaiting) = (true, false);
    }

    private static void Wait(PendingRoots pending, List<Entry> model, long root)
    {
        pending.Wait(root);
        if (model.Find(entry => entry.Root == root) is { IsHeld: false } waiting)
            (waiting.IsWaiting, waiting.Order) = (true, waiting.IsWaiting ? waiting.Order : ++_order);
    }

    private static void EndWait(PendingRoots pending, List<Entry> model, long before, long now)
    {
        pending.EndWait(before, now);
        foreach (var entry in model.Where(entry => entry.IsWaiting && entry.EmittedAt < before).OrderByDescending(entry => entry.Order).ToArray())
        {
            model.Remove(entry);
            model.Add(entry with { Since = now, IsWaiting = false });
        }
    }

    private static void Clear(PendingRoots pending, List<Entry> model)
    {
        Assert.Equal(model.Count, pending.Clear());
        model.Clear();
    }

    private sealed record Entry(long Root, int Message, long EmittedAt, long Since)
    {
        public bool IsHeld { get; set; }

        public bool IsWaiting { get; set; }

        public int Order { get; set; } // of those that wait

        public bool IsAside => IsHeld || IsWaiting;
    }
}
