namespace Topology;

/// <summary>A grouping written by the topology's author. One instance serves one source task and is only used on that task's thread.</summary>
public interface ICustomGrouping
{
    /// <summary>Called once, before the first tuple. An exception counts as one of the source component's preparation.</summary>
    /// <param name="context">The source task's context; may be kept.</param>
    /// <param name="stream">The stream whose tuples will be grouped.</param>
    /// <param name="targetTasks">The tasks to choose from, in ascending order; may be kept, never changes.</param>
    void Prepare(TopologyContext context, string stream, IReadOnlyList<int> targetTasks);

    /// <summary>Called for every tuple on the stream, inside the emit. An exception surfaces from that emit.</summary>
    /// <param name="sourceTask">The emitting task.</param>
    /// <param name="values">The tuple's values; valid during the call only.</param>
    /// <param name="chosen">Empty on entry; add the tasks that get a copy. None: the tuple is dropped for this subscription. Must not be kept.</param>
    void ChooseTasks(int sourceTask, ReadOnlySpan<Value> values, ICollection<int> chosen);
}
