namespace Topology;

/// <summary>Refines a spout just added to a <see cref="TopologyBuilder"/>. A spout has no inputs, so there is nothing to subscribe with.</summary>
public sealed class SpoutDeclarer : ComponentDeclarer<SpoutDeclarer>
{
    internal SpoutDeclarer(ComponentDraft draft)
        : base(draft)
    {
    }
}
