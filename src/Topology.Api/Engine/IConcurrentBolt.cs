namespace Topology.Engine;

/// <summary>A bolt that goes on working on inputs after <see cref="Bolt.Execute"/> returned. Asked on the executor's thread.</summary>
public interface IConcurrentBolt
{
    /// <summary>Whether inputs are in work: the topology does not complete as long as there are.</summary>
    bool IsBusy { get; }

    /// <summary>Whether no further input is wanted now. The executor asks again after each posted action.</summary>
    bool IsFull { get; }

    /// <summary>The least event time of the inputs in work, in UTC ticks: no later watermark is passed on before they are done. <see cref="long.MaxValue"/>: none of them has event time.</summary>
    long OldestEventTime => long.MaxValue;

    /// <summary>The instance is given up, without <see cref="Component.Cleanup"/>: cancels what is in work.</summary>
    void Abandon();
}
