using System.Buffers;
using System.Text;

namespace Topology.Clustering.Supervisor;

/// <summary>Names a worker. At most one process of it runs on a node at a time.</summary>
/// <param name="TopologyId">Whose worker it is.</param>
/// <param name="Worker">Its number within the topology.</param>
internal readonly record struct WorkerKey(string TopologyId, int Worker)
{
    // A file name has 255 bytes at most; number, endings and our own marks need some of them.
    private const int LongestId = 200;

    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\:");

    /// <summary>What its folder and its log are called.</summary>
    public string FileName => $"{TopologyId}-{Worker}";

    /// <summary>Whether <see cref="FileName"/> is a plain name, which cannot lead out of the folder it is put in. Ids come over the wire.</summary>
    public bool IsSafe =>
        Worker >= 0 && !string.IsNullOrWhiteSpace(TopologyId) && TopologyId[0] != '.' && !TopologyId.AsSpan().ContainsAny(Separators)
        && !TopologyId.Any(char.IsControl) && Encoding.UTF8.GetByteCount(TopologyId) <= LongestId;
}
