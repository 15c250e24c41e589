using System.Text.Json;
using System.Text.Json.Serialization;
using Topology.Clustering.Master;

namespace Topology.Clustering.Packages;

/// <summary>What the describing process prints: one of the two.</summary>
/// <param name="Blueprint">The graph.</param>
/// <param name="Refusal">Why there is none.</param>
internal sealed record DescribeAnswer(DescribedTopology? Blueprint, DescribeRefusal? Refusal)
{
    /// <summary>Begins the answer's line: user code may have printed others, whatever we do about it.</summary>
    public const string Mark = "topology-description:";

    public static JsonSerializerOptions Json { get; } = new() { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>A topology that was loaded and checked in a process of its own.</summary>
/// <param name="Assembly">The file name of its assembly within the package: given, or found.</param>
/// <param name="Blueprint">Its graph.</param>
public sealed record DescribedTopology(string Assembly, TopologyBlueprint Blueprint);

/// <param name="Message">For people.</param>
/// <param name="IsUsageMistake">As of a TopologyLoadException.</param>
internal sealed record DescribeRefusal(string Message, bool IsUsageMistake);
