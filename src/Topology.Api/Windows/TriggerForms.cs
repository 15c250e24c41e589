using System.Globalization;

namespace Topology;

/// <summary>After a time by the clock, since the first tuple.</summary>
internal sealed class ProcessingTimeTrigger(TimeSpan delay) : Trigger
{
    public TimeSpan Delay { get; } = delay;

    public override string ToString() => $"AfterProcessingTime({Delay.ToString("c", CultureInfo.InvariantCulture)})";

    internal override bool CanFire => true;

    internal override IEnumerable<string> Mistakes => Delay > TimeSpan.Zero ? [] : [$"{this} has to wait for more than zero"];
}

/// <summary>After so many tuples.</summary>
internal sealed class CountTrigger(int count) : Trigger
{
    public int Count { get; } = count;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"AfterCount({Count})");

    internal override bool CanFire => true;

    internal override IEnumerable<string> Mistakes => Count >= 1 ? [] : [$"{this} has to count to 1 at least"];
}

/// <summary>With a tuple that says so.</summary>
internal sealed class PunctuationTrigger(Func<StreamTuple, bool> isPunctuation) : Trigger
{
    public Func<StreamTuple, bool> IsPunctuation { get; } = isPunctuation;

    public override string ToString() => "AfterPunctuation(…)";

    internal override bool CanFire => true;
}

/// <summary>Never by itself.</summary>
internal sealed class NeverTrigger : Trigger
{
    public override string ToString() => "Never()";

    internal override bool CanFire => false;
}

/// <summary>With the first of several.</summary>
internal sealed class AnyTrigger(Trigger[] parts) : Trigger
{
    public override string ToString() => $"AnyOf({string.Join(", ", Parts)})";

    internal override bool CanFire => parts.Any(part => part.CanFire);

    internal override IReadOnlyList<Trigger> Parts => parts;
}

/// <summary>With the last of several.</summary>
internal sealed class AllTrigger(Trigger[] parts) : Trigger
{
    public override string ToString() => $"AllOf({string.Join(", ", Parts)})";

    internal override bool CanFire => parts.All(part => part.CanFire);

    internal override IReadOnlyList<Trigger> Parts => parts;
}

/// <summary>Again and again.</summary>
internal sealed class RepeatedTrigger(Trigger inner) : Trigger
{
    public override string ToString() => $"{inner}.Repeatedly()";

    internal override bool CanFire => inner.CanFire;

    internal override IReadOnlyList<Trigger> Parts => [inner];
}

/// <summary>One firing, whatever it is made of.</summary>
internal sealed class OnceTrigger(Trigger inner) : Trigger
{
    public override string ToString() => $"{inner}.Once()";

    internal override bool CanFire => inner.CanFire;

    internal override IReadOnlyList<Trigger> Parts => [inner];
}

/// <summary>Until another one fires.</summary>
internal sealed class FinallyTrigger(Trigger actual, Trigger until) : Trigger
{
    public override string ToString() => $"{actual}.OrFinally({until})";

    internal override bool CanFire => actual.CanFire || until.CanFire;

    internal override IReadOnlyList<Trigger> Parts => [actual, until];
}
