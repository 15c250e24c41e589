namespace Topology.Runtime.Windows;

/// <summary>How many tuples a task's windows may keep. One thread.</summary>
/// <param name="component">For the error.</param>
/// <param name="task">For the error.</param>
/// <param name="most">A tuple that is in several windows counts once for each, as far as they do not share slices.</param>
internal sealed class TupleLimit(string component, int task, int most)
{
    private long _count;

    /// <exception cref="TopologyException">There are too many.</exception>
    public void Add()
    {
        if (_count++ >= most)
        {
            throw new TopologyException($"The windows of component \"{component}\", task {task}, keep {most:N0} tuples, which is the limit (topology.windows.max.tuples). "
                + "Derive the bolt from WindowedBolt<TAccumulator>, which keeps an aggregate instead of tuples; take shorter windows or more tasks; or raise the limit, if there is enough memory.");
        }
    }

    public void Remove(long count) => _count -= count;
}
