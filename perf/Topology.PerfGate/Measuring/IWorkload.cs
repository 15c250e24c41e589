namespace Topology.PerfGate.Measuring;

/// <summary>Something that runs from its construction until it is disposed of, and counts.</summary>
internal interface IWorkload : IDisposable
{
    /// <summary>Tuples at the sink, or words counted, so far. Any thread.</summary>
    long Count { get; }
}
