using Topology.Runtime.Routing;

namespace Topology.Runtime.Execution;

/// <summary>Which tuples of a batch have their latency measured. They follow each other, round from the last to the first, so that a look at the clock ends one sample and begins
/// the next, each time elsewhere in the batch, so that what recurs with the batches is measured as often as it happens. Pure; one thread.</summary>
/// <remarks>A look at the clock takes as long as a quick tuple. After a batch whose samples were all quick, one in <see cref="Thinning"/> is taken, rounded up in each batch, and counts
/// for so many. So the counts of the histogram are on average what they would be; the rarest latencies are seen less often, and count for more when they are.</remarks>
internal sealed class SamplePlan
{
    /// <summary>What a sample counts for after a batch of quick ones. At a rate of 0.05 three or four of a full batch are taken, whose looks at the clock cost too little to be measured.</summary>
    public const int Thinning = 4;

    /// <summary>Quick is what takes less, ticks of 100 ns: then nobody looks for differences.</summary>
    public const long Quick = TimeSpan.TicksPerMicrosecond;

    private const ulong Golden = 0x9E3779B97F4A7C15; // of 2^64, the golden section: its multiples are spread evenly
    private const int MostBetweenSamples = 1 << 30; // a batch more is no overflow

    private readonly int _every; // 0: never
    private int _left; // tuples that wait for a sample, less than _every
    private ulong _phase; // where in the batch, as a part of 2^64
    private int _from; // in the planned batch
    private int _end; // may lie beyond the batch's: then it goes on with the first tuple
    private int _weight = 1; // what each sample counts for, but the first
    private int _firstWeight = 1;
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
        _firstWeight = samples - (taken - 1) * _weight;
        _from = StableHash.Reduce(_phase += Golden, tuples);
        _end = _from + taken;
        _isQuick = samples == 0 ? _isQuick : _every > 1;
    }

    /// <summary>Whether a tuple of the batch is to be measured.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="tuples">In the batch.</param>
    /// <param name="end">The place where that changes.</param>
    public bool IsSampled(int index, int tuples, out int end)
    {
        if (index < _from)
            return IsBefore(index, _end - tuples, out end);
        var isSampled = index < _end;
        end = isSampled ? Math.Min(_end, tuples) : tuples;
        return isSampled;
    }

    /// <summary>How many tuples a sample stands for.</summary>
    public int WeightOf(int index) => index == _from ? _firstWeight : _weight;

    /// <summary>A sample was taken.</summary>
    /// <param name="ticks">What was measured.</param>
    /// <param name="isWhole">Whether that is all there is to measure of the tuple: if it is acked later, that may take any time.</param>
    public void Note(long ticks, bool isWhole) => _isQuick &= isWhole && ticks < Quick;

    private bool IsBefore(int index, int sampled, out int end)
    {
        end = index < sampled ? sampled : _from;
        return index < sampled;
    }
}
