namespace Topology;

/// <summary>What a topology promises about each tracked tuple when something fails.</summary>
public enum DeliveryGuarantee
{
    /// <summary>Tuples are tracked and their spout is told of each failure, so it can emit again: nothing is lost, some may be seen twice.</summary>
    AtLeastOnce,

    /// <summary>Nothing is tracked: every tracked emit is acked at once, and a failure loses tuples.</summary>
    AtMostOnce,

    /// <summary>State, and what transactional sinks publish, reflect every tuple once: when anything fails, the whole topology goes back to its last checkpoint. Its sources must be
    /// able to emit the same again from there. Tracked emits are acked once a checkpoint holds them.</summary>
    EffectivelyOnce,
}
