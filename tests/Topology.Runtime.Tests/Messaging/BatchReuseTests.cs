using System.Globalization;
using CsCheck;
using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Batches to other workers are copied on their way out, and filled again.</summary>
public class BatchReuseTests
{
    private static readonly StreamSource[] Sources = [Wires.Source, new("t", "wide", 98, new Fields("a", "b", "c"))];

    private static readonly Gen<Emit> Emits =
        Gen.Select(Gen.Int[0, 1], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Bool, Gen.Frequency((20, Gen.Const(false)), (1, Gen.Const(true))))
            .Select((source, task, trees, hasTime, flushes) => new Emit(Sources[source], task, trees, hasTime, flushes));

    [Fact]
    public void When_batches_are_filled_again_Then_each_has_what_was_added_and_nothing_of_another() =>
        Gen.Select(Emits.Array[0, 900], Gen.Int[1, 600]).Sample(AllAreRight, iter: 200, threads: 1);

    [Fact]
    public void When_a_link_has_copied_a_batch_Then_it_keeps_no_object_alive_and_is_the_next_one()
    {
        var (outbox, link, target, _, _) = Wired();
        outbox.Add(target, 1, Wires.Source, ["some text"], 5, 6);
        outbox.Flush();
        var batch = Assert.Single(link.Given);

        Assert.Equal((0, false, Value.Null), (batch.Count, batch.IsTracked, batch.ValueAt(0, 0)));
        outbox.Add(target, 1, Wires.Source, ["more"]);
        outbox.Flush();

        Assert.Equal([batch, batch], link.Given);
        Assert.Equal(["s 1 [some text] 5/6", "s 1 [more]"], link.Tuples);
    }

    [Fact]
    public void When_a_batch_stays_here_Then_it_is_never_filled_again_and_no_larger_than_it_has_to_be()
    {
        var (outbox, link, elsewhere, here, wires) = Wired();
        for (var i = 0; i < 2 * TupleBatch.MaxTuples; i++)
            outbox.Add(elsewhere, 1, Wires.Source, [i]); // leaves a batch that may be filled again

        for (var i = 0; i < 10; i++)
        {
            outbox.Add(here.Target, here.Task, Wires.Source, [i]);
            outbox.Flush();
        }
        wires.Scheduler.RunAll();

        var kept = wires.Bolt.Received.Select(entry => entry.Tuple).ToList();
        Assert.Equal(Enumerable.Range(0, 10), kept.Select(tuple => tuple.GetInt32(0)));
        Assert.Equal(10, kept.Select(tuple => tuple.Batch).Distinct().Count());
        Assert.DoesNotContain(kept[0].Batch, link.Given);
    }

    [Fact]
    public void When_some_cannot_be_encoded_Then_that_is_reported_before_the_batch_is_emptied()
    {
        var (outbox, link, target, _, wires) = Wired();
        link.Unsent = [1];
        outbox.Add(target, 1, Sources[0], ["a"]);
        outbox.Add(target, 1, Sources[1], ["b", "c", "d"]);
        outbox.Flush();

        Assert.Equal(Sources[1].Task, Assert.Single(wires.Environment.Errors.ToList()).Task);
    }

    private static void AllAreRight(Emit[] emits, int window)
    {
        var (outbox, link, target, here, wires) = Wired(window);
        var channel = (RemoteChannel)target.Channel;
        var (expected, expectedHere) = (new List<string>(), new List<string>());
        for (var i = 0; i < emits.Length; i++)
        {
            var (source, task, trees, hasTime, flushes) = emits[i];
            var values = Enumerable.Range(0, source.Fields.Count).Select(place => Value.From($"{i}.{place}")).ToArray();
            var ids = Enumerable.Range(1, trees).Select(tree => ((long)i + tree, (long)-tree)).ToArray();
            outbox.Add(target, task, source, values, ids, hasTime ? i : TupleBatch.NoEventTime);
            expected.Add(LoggingLink.Text(source, task, values, ids, hasTime ? i : TupleBatch.NoEventTime));
            if (i % 7 == 0)
            {
                outbox.Add(here.Target, here.Task, Wires.Source, [i]);
                expectedHere.Add($"{i}");
            }
            if (flushes)
                outbox.Flush();
            if (outbox.IsBlocked && i % 3 == 0)
                Release();
        }
        outbox.Flush();
        while (outbox.IsBlocked)
            Release();
        wires.Scheduler.RunAll();

        Assert.Equal(expected, link.Tuples);
        Assert.Equal(expectedHere, wires.Bolt.Values);

        void Release()
        {
            channel.Release(link, channel.InFlight, 0);
            outbox.TryDrain();
        }
    }

    private static (TupleOutbox Outbox, LoggingLink Link, OutboxTarget Elsewhere, Destination Here, Wires Wires) Wired(int window = int.MaxValue)
    {
        var wires = new Wires();
        var link = new LoggingLink();
        var channel = new RemoteChannel(wires.Receivers[0], 7, window, wires.Environment.Activity);
        channel.Connect(link);
        return (wires.Outbox, link, wires.Outbox.Add(7, channel), wires.At(0, int.MaxValue), wires);
    }

    private sealed record Emit(StreamSource Source, int Task, int Trees, bool HasTime, bool Flushes);

    /// <summary>Writes tuples down at once, as a link encodes them.</summary>
    private sealed class LoggingLink : RecordingLink
    {
        public List<TupleBatch> Given { get; } = [];

        public List<string> Tuples { get; } = [];

        public static string Text(StreamSource source, int task, ReadOnlySpan<Value> values, ReadOnlySpan<(long Root, long Edge)> ids, long time)
        {
            var text = $"{source.Component} {task} [{string.Join(",", values.ToArray())}]";
            foreach (var (root, edge) in ids)
                text += string.Create(CultureInfo.InvariantCulture, $" {root}/{edge}");
            return time == TupleBatch.NoEventTime ? text : text + $" at {time}";
        }

        public override IReadOnlyList<UnsentTuple> SendTuples(int sender, int receiver, TupleBatch batch)
        {
            Given.Add(batch);
            for (var i = 0; i < batch.Count; i++)
            {
                (long, long)[] ids = batch.RootOf(i) == 0 ? [] : [(batch.RootOf(i), batch.EdgeOf(i)), .. batch.MoreIdsOf(i)];
                Tuples.Add(Text(batch.SourceOf(i), batch.TaskOf(i), batch.ValuesOf(i), ids, batch.EventTimeOf(i)));
            }
            return base.SendTuples(sender, receiver, batch);
        }
    }
}
