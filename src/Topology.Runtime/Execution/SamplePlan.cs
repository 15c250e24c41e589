using Topology.Runtime.Routing;

namespace Topology.Runtime.Execution;

/// <summary>Which tuples of a batch have their latency measured. They follow each other, so that a look at the clock ends one sample and begins the next, each time elsewhere
/// in the batch, so that what recurs with the batches is measured as often as it happens. Pure; one thread.</summary>
/// <remarks>A look at the clock takes as long as a quick tuple. While all samples are quick, one in <see cref="Thinning"/> is taken and counts for so many: the share of tuples stays
/// what was asked for, and so does every percentile on average.</remarks>
internal sealed class SamplePlan
{
    /// <summary>What a quick sample counts for.</summary>
    public const int Thinning = 4;

    /// <summary>Quick is what takes less, ticks of 100 ns: then nobody looks for differences.</summary>
    public const long Quick = TimeSpan.TicksPerMicrosecond;

    private const ulong Golden = 0x9E3779B97F4A7C15; // of 2^64, the golden section: its multiples are spread evenly
    private const int MostBetweenSamples = 1 << 30; // a batch more is no overflow

    private readonly int _every; // 0: never
    private int _left; // tuples that wait for a sample, less than _every
    private ulong _phase; // where in the batch, as a part of 2^64
    private int _from; // in the planned batch
    private int _end;
    private int _weight = 1; // what each sample counts for, but the last
    private int _lastWeight = 1;
    private bool _isQuick; // all samples of the last batch that had any

    /// <param name="rate">The share of tuples, 0 to 1; of 1 every single tuple is measured.</param>
    public SamplePlan(double rate) => _every = rate > 0 ? (int)Math.Min(MostBetweenSamples, Math.Round(1 / rate)) : 0;

    /// <summary>A batch is about to be executed.</summary>
    /// <param name="tuples">In it.</param>
    public void Begin(int tuples)
    {
        if (_every == 0)
            return;
        var samples = Math.DivRem(_left + tuples, _every, out _left);
        _weight = _isQuick ? Thinning : 1;
        var taken = (samples + _weight - 1) / _weight;
        _lastWeight = samples - (taken - 1) * _weight;
        _from = StableHash.Reduce(_phase += Golden, tuples - taken + 1);
        _end = _from + taken;
        _isQuick = samples == 0 ? _isQuick : _every > 1;
    }

    /// <summary>Whether a tuple of the batch is to be measured.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="tuples">In the batch.</param>
    /// <param name="end">The place where that changes.</param>
    public bool IsSampled(int index, int tuples, out int end)
    {
        var isSampled = index >= _from && index < _end;
        end = isSampled ? _end : index < _from ? _from : tuples;
        return isSampled;
    }

    /// <summary>How many tuples a sample stands for.</summary>
    public int WeightOf(int index) => index == _end - 1 ? _lastWeight : _weight;

    /// <summary>A sample was taken.</summary>
    /// <param name="ticks">What was measured.</param>
    public void Note(long ticks) => _isQuick &= ticks < Quick;
}
