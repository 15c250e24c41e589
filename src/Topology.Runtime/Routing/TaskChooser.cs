namespace Topology.Runtime.Routing;

/// <summary>A grouping at work for one source task and subscription: chooses receivers by their position among the
/// subscribing bolt's ascending task ids. One thread.</summary>
public abstract class TaskChooser
{
    /// <summary>Not one receiver: ask <see cref="ChooseSeveral"/>.</summary>
    public const int Several = -1;

    /// <summary>The position of the one receiver, or <see cref="Several"/>.</summary>
    public abstract int Choose(ReadOnlySpan<Value> values);

    /// <summary>Adds the positions of all receivers.</summary>
    public virtual void ChooseSeveral(ReadOnlySpan<Value> values, List<int> chosen) =>
        throw new NotSupportedException($"{GetType().Name} always chooses one receiver.");
}
