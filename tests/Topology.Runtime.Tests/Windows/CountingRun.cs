using Topology.Runtime.Messaging;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Tests.Windows;

/// <summary>A sliding sum of 3,600 slices with one tuple each, whose merges are counted and whose sums are checked.</summary>
internal sealed class CountingRun : WindowContents<long>, IWindowOutput<long>
{
    private const int Slices = 3600;

    private readonly bool _subtracts;
    private readonly SlicedWindows<long> _windows;

    public CountingRun(bool subtracts)
    {
        _subtracts = subtracts;
        var holds = new Holds(_ => { }, _ => { }, _ => true, untilCheckpoint: false);
        _windows = new SlicedWindows<long>(SliceShape.OfTime(TimeSpan.FromTicks(Slices), TimeSpan.FromTicks(1)), TimeSpan.Zero, accumulates: false, this, this, holds);
    }

    public long Merges { get; private set; }

    public long Created { get; private set; }

    public long Shown { get; private set; }

    public override bool CanSubtract => _subtracts;

    /// <summary>A tuple for each slide, and the watermark behind it.</summary>
    public long Slide(int count)
    {
        var input = new WindowInput();
        for (var time = 1; time <= count; time++)
        {
            input.Set(Tuples.Of(time), WindowRun.Epoch + time, 0, isHeld: false);
            _windows.Add("k", input);
            _windows.Advance(WindowRun.Epoch + time + 1, 0);
        }
        return Merges;
    }

    /// <summary>Adds tuples behind the last window that was shown.</summary>
    /// <returns>The bytes that were allocated for it.</returns>
    public long AddAgain(int count)
    {
        var (input, keys, tuple) = (new WindowInput(), new KeyReader(["id", "text"]), Tuples.Of(1));
        for (var warm = 0; warm < 2; warm++)
            Add();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
            Add();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Add()
        {
            input.Set(tuple, WindowRun.Epoch + 1000, 0, isHeld: false);
            _windows.Add(keys.KeyOf(tuple), input);
        }
    }

    public override long Create()
    {
        Created++;
        return 0;
    }

    public override long Add(long value, WindowInput input) => value + 1;

    public override long Merge(long left, long right)
    {
        Merges++;
        return left + right;
    }

    public override long Subtract(long total, long leaving)
    {
        Merges++;
        return total - leaving;
    }

    public override void Show(in Firing<long> firing) { }

    public void Show(in Firing<long> firing, ReadOnlySpan<HoldList?> holds)
    {
        Shown++;
        Assert.Equal(Math.Min(Shown, Slices), firing.Value);
    }

    public override void Write(long value, EncodeBuffer target) => target.WriteInt64(value);

    public override long Read(ref WireReader reader, ReadOnlyMemory<byte> bytes) => reader.ReadInt64();
}
