using CsCheck;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Something that happens to windows.</summary>
internal abstract record Happening
{
    public sealed record Tuple(int Time, string Key, string Text) : Happening;

    public sealed record Mark(int Time) : Happening;

    public sealed record Tick(int Time) : Happening;

    public sealed record Restart(bool Full) : Happening;
}

/// <summary>Random streams out of order, and random windows.</summary>
internal static class WindowScript
{
    public static readonly Gen<Happening> Tuple =
        from time in Gen.Int[-20, 60]
        from key in Gen.Bool.Select(isFirst => isFirst ? "a" : "b")
        from text in Gen.Int[0, 2].Select(number => number == 0 ? "end" : "")
        select (Happening)new Happening.Tuple(time, key, text);

    public static readonly Gen<Happening> Any = Gen.Frequency(
        (8, Tuple),
        (2, Gen.Int[-25, 80].Select(time => (Happening)new Happening.Mark(time))),
        (1, Gen.Int[0, 100].Select(time => (Happening)new Happening.Tick(time))));

    public static readonly Gen<Happening> WithRestarts = Gen.Frequency((8, Any), (1, Gen.Bool.Select(full => (Happening)new Happening.Restart(full))));

    public static readonly Gen<WindowSpec> Times = Of(
        WindowSpec.Tumbling(Ticks(10)), WindowSpec.Sliding(Ticks(10), Ticks(5)), WindowSpec.Sliding(Ticks(12), Ticks(5)), WindowSpec.Sliding(Ticks(20), Ticks(1)));

    /// <summary>A trigger, and the same for the reference.</summary>
    public static readonly Gen<(Trigger? Trigger, Func<ReferenceTrigger> Reference)> Triggers = Level(3).Select(pair => ((Trigger?)pair.Trigger, pair.Reference));

    public static readonly (Trigger? Trigger, Func<ReferenceTrigger> Reference) Default = (null, ReferenceTrigger.Repeatedly(ReferenceTrigger.Watermark));

    private static Gen<(Trigger Trigger, Func<ReferenceTrigger> Reference)> Leaves => Gen.OneOf(
        Gen.Int[1, 4].Select(count => (Trigger.AfterCount(count), ReferenceTrigger.Count(count))),
        Gen.Int[1, 20].Select(delay => (Trigger.AfterProcessingTime(Ticks(delay)), ReferenceTrigger.ProcessingTime(delay))),
        Gen.Const((Trigger.AfterPunctuation(tuple => tuple.GetString("text") == "end"), ReferenceTrigger.Punctuation)),
        Gen.Const((Trigger.Never(), ReferenceTrigger.Never)),
        Gen.Const(((Trigger)Trigger.AfterWatermark(), ReferenceTrigger.Watermark)));

    private static Gen<(Trigger Trigger, Func<ReferenceTrigger> Reference)> Level(int depth)
    {
        if (depth == 0)
            return Leaves;
        var one = Level(depth - 1);
        var two = Gen.Select(one, one);
        return Gen.OneOf(
            Leaves,
            one,
            two.Select((a, b) => (Trigger.AnyOf(a.Trigger, b.Trigger), ReferenceTrigger.AnyOf(a.Reference, b.Reference))),
            two.Select((a, b) => (Trigger.AllOf(a.Trigger, b.Trigger), ReferenceTrigger.AllOf(a.Reference, b.Reference))),
            two.Select((a, b) => (a.Trigger.OrFinally(b.Trigger), ReferenceTrigger.OrFinally(a.Reference, b.Reference))),
            one.Select(a => (a.Trigger.Repeatedly(), ReferenceTrigger.Repeatedly(a.Reference))),
            one.Select(a => (a.Trigger.Once(), ReferenceTrigger.Once(a.Reference))),
            one.Select(a => ((Trigger)Trigger.AfterWatermark().WithEarlyFirings(a.Trigger), ReferenceTrigger.EarlyAndLate(a.Reference, null))),
            two.Select((a, b) => ((Trigger)Trigger.AfterWatermark().WithEarlyFirings(a.Trigger).WithLateFirings(b.Trigger), ReferenceTrigger.EarlyAndLate(a.Reference, b.Reference))));
    }

    public static readonly Gen<WindowSpec> Sessions = Gen.Int[1, 15].Select(gap => WindowSpec.Session(Ticks(gap)));

    public static Gen<WindowSpec> Lenient(Gen<WindowSpec> specs) =>
        Gen.Select(specs, Of(0, 0, 7, 30)).Select((spec, lateness) => spec with { AllowedLateness = Ticks(lateness) });

    /// <summary>Both are told the same, and show the same with each thing that happens.</summary>
    public static void Compare(WindowRun run, WindowSpec spec, Func<ReferenceTrigger> trigger, IReadOnlyList<Happening> script)
    {
        var reference = new ReferenceWindows(spec, trigger);
        var pieces = new List<byte[]>();
        foreach (var happening in script.Append(new Happening.Mark(int.MaxValue)))
        {
            Tell(run, pieces, happening);
            Tell(reference, happening);
            Assert.Equal(reference.Take().Order(StringComparer.Ordinal), run.Take().Order(StringComparer.Ordinal));
        }
        Assert.Equal(reference.Late, run.Late);
    }

    public static void Tell(WindowRun run, List<byte[]> pieces, Happening happening)
    {
        switch (happening)
        {
            case Happening.Tuple tuple:
                run.Add(tuple.Time, tuple.Key, tuple.Text);
                break;
            case Happening.Mark mark:
                run.Watermark(mark.Time == int.MaxValue ? long.MaxValue : mark.Time);
                break;
            case Happening.Tick tick:
                for (var now = run.Now; now <= tick.Time; now++)
                    run.Clock(now);
                break;
            case Happening.Restart { Full: false } when pieces.Count < 3:
                run.Write(pieces);
                break;
            case Happening.Restart restart:
                run.Restart(pieces, restart.Full);
                break;
        }
    }

    private static void Tell(ReferenceWindows reference, Happening happening)
    {
        switch (happening)
        {
            case Happening.Tuple tuple:
                reference.Add(tuple.Time, tuple.Key, tuple.Text);
                break;
            case Happening.Mark mark:
                reference.Watermark(mark.Time == int.MaxValue ? long.MaxValue : mark.Time);
                break;
            case Happening.Tick tick:
                reference.Clock(tick.Time);
                break;
        }
    }

    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static TimeSpan Ticks(long ticks) => TimeSpan.FromTicks(ticks);
}
