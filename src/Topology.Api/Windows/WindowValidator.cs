namespace Topology;

/// <summary>Finds every mistake in the windows of a component. Pure.</summary>
internal sealed class WindowValidator
{
    /// <summary>Slices a window of time may have: its length divided by the greatest time of which length and slide are multiples. Each takes an accumulator for each key.</summary>
    public const int MostSlices = 100_000;

    /// <summary>Triggers a trigger may be made of, itself included.</summary>
    public const int MostTriggers = 64;

    private readonly ComponentSpec _bolt;
    private readonly WindowSpec _window;
    private readonly IReadOnlyDictionary<string, ComponentSpec> _components;
    private readonly List<string> _mistakes = [];

    private WindowValidator(ComponentSpec bolt, WindowSpec window, IReadOnlyDictionary<string, ComponentSpec> components) =>
        (_bolt, _window, _components) = (bolt, window, components);

    /// <summary>The mistakes.</summary>
    /// <param name="bolt">Any component.</param>
    /// <param name="components">All, by id.</param>
    /// <param name="isUnknown">It failed to declare its streams: nobody knows what it is.</param>
    public static IReadOnlyList<string> Validate(ComponentSpec bolt, IReadOnlyDictionary<string, ComponentSpec> components, bool isUnknown)
    {
        if (isUnknown)
            return [];
        if (bolt.Window is not { } window)
        {
            return bolt.IsWindowed ? [$"Bolt \"{bolt.Id}\" is a windowed bolt, but has no window; give it one, as WithTumblingWindow does."]
                : bolt.HasWindowOptions ? [$"Bolt \"{bolt.Id}\" is told of windows, but has none and is no windowed bolt; derive it from WindowedBolt and give it a window."]
                : [];
        }
        if (!bolt.IsWindowed)
            return [$"Bolt \"{bolt.Id}\" has a window, but is no windowed bolt; derive it from WindowedBolt or WindowedBolt<TAccumulator>."];
        var validator = new WindowValidator(bolt, window, components);
        validator.Run();
        return validator._mistakes;
    }

    private void Run()
    {
        CheckShape();
        CheckOptions();
        CheckTrigger();
        foreach (var subscription in _bolt.Subscriptions)
        {
            if (_components.TryGetValue(subscription.Component, out var source) && source.Streams.TryGetValue(subscription.Stream, out var stream))
                CheckInput(source, stream);
        }
        if (_window.LateStream is { } late && !_bolt.Streams.ContainsKey(late))
            Add($"sends late tuples to stream \"{late}\", which it does not declare{NearestName.Hint(late, _bolt.Streams.Keys)}");
    }

    private void CheckShape()
    {
        Positive(_window.Length?.Ticks, "length");
        Positive(_window.LengthCount, "length");
        Positive(_window.Slide?.Ticks, "slide");
        Positive(_window.SlideCount, "slide");
        Positive(_window.Gap?.Ticks, "gap");
        if (_window.Slide > _window.Length || _window.SlideCount > _window.LengthCount)
            Add($"has the window {_window.Shape}, whose slide is larger than its length: tuples in between would be in no window");
        else if (SlicesOf(_window) is > MostSlices and var slices)
            Add($"has the window {_window.Shape}, which would be kept in {slices:N0} slices; {MostSlices:N0} are the most. Take a slide that is longer, or one that divides the length");
        if (_window is { Kind: WindowKind.Session, KeyFields.Count: 0 })
            Add("has sessions without a key; say whose by WithWindowKey");
        var twice = _window.KeyFields.GroupBy(field => field, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            Add($"has \"{twice.Key}\" in its window key more than once");
    }

    private void CheckOptions()
    {
        if (_window.AllowedLateness < TimeSpan.Zero)
            Add($"allows a lateness of {_window.AllowedLateness}, which is negative");
        if (!Enum.IsDefined(_window.Accumulation))
            Add($"has an accumulation that does not exist: {_window.Accumulation}");
        var why = _window.IsProcessingTime ? "by processing time" : "by count";
        if (_window.IsByTime && !_window.IsProcessingTime)
            return;
        if (_window.AllowedLateness > TimeSpan.Zero)
            Add($"allows lateness, but nothing is late for windows {why}");
        if (_window.LateStream is not null && (_window.IsProcessingTime || _window.Slide is null))
            Add($"has a stream for late tuples, but nothing is late for windows {why}");
    }

    private void CheckTrigger()
    {
        if (_window.Trigger is { } trigger)
        {
            foreach (var mistake in trigger.Mistakes)
                Add($"has the trigger {trigger}, in which {mistake}");
            if (CountOf(trigger) > MostTriggers)
                Add($"has a trigger made of {CountOf(trigger)} triggers; {MostTriggers} are the most");
            if (!trigger.CanFire)
                Add($"has the trigger {trigger}, which never fires");
        }
        if (_window.IsByTime)
            return;
        if (_window.Trigger is not null)
            Add($"has a trigger, but the window {_window.Shape} is shown by its slide; WithGlobalWindow and a trigger count in other ways");
        if (_window.Accumulation != Accumulation.Discarding)
            Add($"has the accumulation {_window.Accumulation}, but the window {_window.Shape} has one pane only");
    }

    private void CheckInput(ComponentSpec source, StreamSpec stream)
    {
        foreach (var field in _window.KeyFields.Where(field => !stream.Fields.Contains(field)))
            Add($"has \"{field}\" in its window key, which stream \"{stream.Id}\" of component \"{source.Id}\" has not{NearestName.Hint(field, stream.Fields)}");
        if (_window.LateStream is { } late && _bolt.Streams.TryGetValue(late, out var declared) && declared.Fields.Count != stream.Fields.Count)
            Add($"declares stream \"{late}\" for late tuples with {declared.Fields.Count} fields, but stream \"{stream.Id}\" of component \"{source.Id}\" has {stream.Fields.Count}");
    }

    private void Positive(long? value, string what)
    {
        if (value <= 0)
            Add($"has the window {_window.Shape}, whose {what} is not more than zero");
    }

    private static long? SlicesOf(WindowSpec window) => window is { Length: { Ticks: > 0 } length, Slide: { Ticks: > 0 } slide }
        ? length.Ticks / Gcd(length.Ticks, slide.Ticks)
        : window is { LengthCount: > 0 and var count, SlideCount: > 0 and var step } ? count / Gcd(count, step) : null;

    // An early firing that was left out takes part, too.
    private static int CountOf(Trigger trigger) => 1 + trigger.Parts.Sum(CountOf) + (trigger is AfterWatermarkTrigger { Early: null, Late: not null } ? 1 : 0);

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);

    private void Add(string what) => _mistakes.Add($"Bolt \"{_bolt.Id}\" {what}.");
}
