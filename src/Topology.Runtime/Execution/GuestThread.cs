namespace Topology.Runtime.Execution;

/// <summary>A thread with work of its own, such as reading a link, that may run a slice of an executor for which it has brought something: that is where the data is, and nobody need be woken.</summary>
/// <param name="takeOver">Has somebody else go on with its own work, at once, from where it stood when it called <see cref="IScheduler.ReadyHere"/>. Called once at most, by another thread. Must
/// neither wait nor throw.</param>
public sealed class GuestThread(Action takeOver) : SliceWatch
{
    /// <summary>User code holds it: somebody else is to do its own work. For schedulers; <see cref="IScheduler.ReadyHere"/> then returns false to it.</summary>
    public void TakeOver() => takeOver();
}
