using CsCheck;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Random streams out of order, windows, triggers, lateness and accumulation: the same panes as by brute force.</summary>
public class WindowPropertyTests
{
    private static readonly Gen<Happening[]> ScriptsWithRestarts = WindowScript.WithRestarts.Array[0, 40];

    private static readonly Gen<WindowSpec> Plain = Gen.Select(WindowScript.Lenient(WindowScript.Times), WindowScript.Of(Accumulation.Discarding, Accumulation.Accumulating))
        .Select((spec, accumulation) => spec with { Accumulation = accumulation });

    private static readonly Gen<(WindowSpec Spec, Func<ReferenceTrigger> Trigger)> Triggered =
        Gen.Select(WindowScript.Lenient(Gen.OneOf(WindowScript.Times, Gen.Const(WindowSpec.Global))), WindowScript.Triggers, Gen.Enum<Accumulation>())
            .Select((spec, trigger, accumulation) => (spec with { Trigger = trigger.Trigger, Accumulation = accumulation }, trigger.Reference));

    private static readonly Gen<WindowSpec> Sessions = Gen.Select(WindowScript.Lenient(WindowScript.Sessions), Gen.Enum<Accumulation>())
        .Select((spec, accumulation) => spec with { Accumulation = accumulation });

    [Fact]
    public void When_windows_are_slices_Then_they_show_what_brute_force_does() => Gen.Select(Plain, Gen.Bool, ScriptsWithRestarts).Sample(
        (spec, subtracts, script) => WindowScript.Compare(new WindowRun(spec, subtracts, plain: true), spec, WindowScript.Default.Reference, script),
        iter: 20_000,
        print: sample => Print(sample.Item1, sample.Item3));

    [Fact]
    public void When_windows_have_triggers_Then_they_show_what_brute_force_does() => Gen.Select(Triggered, ScriptsWithRestarts).Sample(
        (window, script) => WindowScript.Compare(new WindowRun(window.Spec), window.Spec, window.Trigger, script),
        iter: 20_000,
        print: sample => Print(sample.Item1.Spec, sample.Item2));

    [Fact]
    public void When_windows_are_sessions_Then_they_show_what_brute_force_does() => Gen.Select(Sessions, ScriptsWithRestarts).Sample(
        (spec, script) => WindowScript.Compare(new WindowRun(spec), spec, WindowScript.Default.Reference, script),
        iter: 20_000,
        print: sample => Print(sample.Item1, sample.Item2));

    private static string Print(WindowSpec spec, Happening[] script) => $"{spec}, trigger {spec.Trigger}:\n{string.Join('\n', script.AsEnumerable())}";
}
