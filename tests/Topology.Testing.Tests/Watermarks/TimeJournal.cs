using System.Globalization;

namespace Topology.Testing.Tests.Watermarks;

/// <summary>What bolts of a random topology were told of event time, and what of it was wrong. One thread.</summary>
internal sealed class TimeJournal
{
    private readonly Dictionary<(string Component, int Task), long> _told = []; // what the present instance knows

    public List<string> Mistakes { get; } = [];

    /// <summary>Watermarks below the end, of all bolts.</summary>
    public int Watermarks { get; private set; }

    public int Tuples { get; private set; }

    /// <summary>Whether sources may emit again what they have emitted before.</summary>
    public bool MayRepeat { get; init; }

    public IEnumerable<(string Component, int Task)> NotEnded => _told.Where(entry => entry.Value != long.MaxValue).Select(entry => entry.Key);

    public IEnumerable<string> Trace => _told.Select(entry => $"{entry.Key}: {entry.Value.ToString(CultureInfo.InvariantCulture)}").Prepend($"{Watermarks} {Tuples}");

    public void Prepared(TopologyContext context) => _told[KeyOf(context)] = 0;

    public void Told(TopologyContext context, long watermark)
    {
        var before = _told[KeyOf(context)];
        if (watermark <= before)
            Mistakes.Add($"{KeyOf(context)} was told {watermark} after {before}");
        _told[KeyOf(context)] = watermark;
        if (watermark < DateTime.MaxValue.Ticks)
            Watermarks++;
    }

    public void Received(TopologyContext context, StreamTuple tuple)
    {
        Tuples++;
        if (tuple.EventTime is not { } time)
            Mistakes.Add($"{KeyOf(context)} got {tuple}, which has no event time");
        else if (!MayRepeat && time.Ticks <= _told[KeyOf(context)])
            Mistakes.Add($"{KeyOf(context)} got {tuple} of {time.Ticks} behind the watermark {_told[KeyOf(context)]}");
    }

    private static (string Component, int Task) KeyOf(TopologyContext context) => (context.ThisComponentId, context.ThisTaskId);
}
