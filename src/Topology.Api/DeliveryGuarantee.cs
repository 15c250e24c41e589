namespace Topology;

/// <summary>What a topology promises about each tracked tuple when something fails.</summary>
public enum DeliveryGuarantee
{
    /// <summary>Tuples are tracked and their spout is told of each failure, so it can emit again: nothing is lost, some may be seen twice.</summary>
    AtLeastOnce,

    /// <summary>Nothing is tracked: every tracked emit is acked at once, and a failure loses tuples.</summary>
    AtMostOnce,

    /// <summary>State reflects every tuple once. Refused by <see cref="TopologyConfig.Validate"/> in this version.</summary>
    EffectivelyOnce,
}
