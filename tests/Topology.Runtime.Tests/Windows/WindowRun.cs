using Topology.Runtime.Messaging;
using Topology.Runtime.State;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Windows driven by hand. Times are ticks from 1970, ids count up from 1.</summary>
internal sealed class WindowRun : IWindowOutput<List<int>>
{
    public static readonly long Epoch = DateTime.UnixEpoch.Ticks;

    private readonly WindowSpec _window;
    private readonly WindowInput _input = new();
    private readonly List<Shown> _shown = [];
    private WindowCore _core;
    private KeyedState _state;
    private long _watermark = long.MinValue;
    private int _lastId;

    public WindowRun(WindowSpec window, bool subtracts = false, bool plain = false)
    {
        _window = window;
        Contents = new IdContents(subtracts);
        IsPlain = plain;
        (_core, _state) = Make();
    }

    public IdContents Contents { get; }

    /// <summary>Slices, for windows that need no triggers.</summary>
    public bool IsPlain { get; }

    /// <summary>Tuples are to be acked.</summary>
    public bool IsTracked { get; init; }

    /// <summary>Those that were acked.</summary>
    public List<int> Acked { get; } = [];

    /// <summary>Those that panes were anchored to.</summary>
    public List<int> Anchors { get; } = [];

    /// <summary>Panes are not kept.</summary>
    public bool IsSilent { get; init; }

    public long Now { get; private set; }

    public List<int> Late { get; } = [];

    public long NextTimer => _core.NextTimer;

    /// <summary>What was shown since this was asked last.</summary>
    public string[] Take()
    {
        string[] shown = [.. _shown.Select(pane => pane.ToString())];
        _shown.Clear();
        return shown;
    }

    public IReadOnlyList<Shown> All => _shown;

    public WindowRun Add(long time, string key = "", string text = "")
    {
        var tuple = Tuples.Of(++_lastId, text);
        _input.Set(tuple, Epoch + time, Epoch + Now, isHeld: IsTracked);
        if (!_core.Add(key, _input))
            Late.Add(_lastId);
        return this;
    }

    public WindowRun Watermark(long time)
    {
        _watermark = Math.Max(_watermark, time == long.MaxValue ? time : Epoch + time);
        _core.Advance(_watermark, Epoch + Now);
        return this;
    }

    public WindowRun Clock(long now)
    {
        Now = now;
        if (_core.NextTimer <= Epoch + now)
            _core.OnTimer(Epoch + now);
        return this;
    }

    /// <summary>All is written and read back into new windows.</summary>
    public WindowRun Restart(List<byte[]> pieces, bool full)
    {
        var keys = new KeyCodec(new NoSerializer());
        using (var buffer = new EncodeBuffer())
        {
            if (full)
                pieces.Clear();
            _state.Write(full || pieces.Count == 0, keys, buffer);
            pieces.Add(buffer.Written.ToArray());
        }
        (_core, _state) = Make();
        _core.Restore(_watermark);
        foreach (var piece in pieces)
        {
            var reader = new WireReader(piece);
            _state.Read(ref reader, piece, keys, _ => true);
            reader.End();
        }
        _state.Restored();
        pieces.Clear(); // the next piece has everything
        return this;
    }

    /// <summary>Writes what has changed, and goes on.</summary>
    public void Write(List<byte[]> pieces)
    {
        using var buffer = new EncodeBuffer();
        _state.Write(pieces.Count == 0, new KeyCodec(new NoSerializer()), buffer);
        pieces.Add(buffer.Written.ToArray());
    }

    public void Show(in Firing<List<int>> firing, ReadOnlySpan<HoldList?> holds)
    {
        if (IsSilent)
            return;
        var anchors = new List<StreamTuple>();
        foreach (var hold in holds)
            hold?.TakeNew(anchors);
        Anchors.AddRange(anchors.Select(anchor => anchor.GetInt32(0)));
        _shown.Add(new Shown(
            firing.Key.Key.AsString(),
            firing.Start == 0 ? long.MinValue : firing.Start - Epoch,
            firing.End == long.MaxValue ? firing.End : firing.End - Epoch,
            string.Join(' ', firing.Value.Order()),
            firing.Pane,
            firing.IsRetraction));
    }

    private (WindowCore, KeyedState) Make()
    {
        var holds = new Holds(_ => { }, input => Acked.Add(input.GetInt32(0)), _ => true, untilCheckpoint: false);
        WindowCore core;
        if (_window is { LengthCount: { } count, SlideCount: { } step })
            core = new CountedWindows<List<int>>(new SliceShape(count, step, 0), Contents, this, holds);
        else if (_window.LengthCount is not null || _window.SlideCount is not null)
            core = new MixedWindows<List<int>>(_window, Contents, new TupleCodec(new KeyCodec(new NoSerializer()).Values, (_, _) => Tuples.Fields, task: 2), limit: null, this, holds);
        else if (IsPlain)
            core = new SlicedWindows<List<int>>(SliceShape.OfTime(_window.Length!.Value, _window.Slide!.Value), _window.AllowedLateness, _window.Accumulation == Accumulation.Accumulating, Contents, this, holds);
        else
            core = new TriggeredWindows<List<int>>(AssignerOf(_window), _window.Trigger, _window.AllowedLateness, _window.Accumulation, Contents, this, holds);
        return (core, core.CreateState());
    }

    private static WindowAssigner AssignerOf(WindowSpec window) => window.Kind switch
    {
        WindowKind.Session => new SessionAssigner(window.Gap!.Value),
        WindowKind.Global => new GlobalAssigner(),
        _ => new SlidingAssigner(window.Length!.Value, window.Slide!.Value),
    };
}
