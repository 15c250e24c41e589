namespace Topology.Runtime.Execution;

/// <summary>The guests that are in a slice. Any thread.</summary>
internal sealed class GuestThreads
{
    private readonly List<GuestThread> _inSlice = []; // guarded by itself

    /// <summary>Whether there are any.</summary>
    public bool Any
    {
        get
        {
            lock (_inSlice)
                return _inSlice.Count > 0;
        }
    }

    /// <summary>A guest begins a slice; its thread calls.</summary>
    public void Enter(GuestThread guest, Executor executor)
    {
        guest.BeginSlice(executor);
        lock (_inSlice)
            _inSlice.Add(guest);
    }

    /// <summary>The slice has ended; its thread calls.</summary>
    /// <returns>False: it was held, and others do its own work now.</returns>
    public bool TryLeave(GuestThread guest)
    {
        guest.EndSlice();
        lock (_inSlice)
            return _inSlice.Remove(guest);
    }

    /// <summary>Has others take over from those that were in the same slice so many times in a row. At equal intervals, by one thread.</summary>
    /// <returns>The executors that hold them.</returns>
    public List<Executor> ReplaceHeld(int times)
    {
        List<(GuestThread Guest, Executor Executor)> held = [];
        lock (_inSlice)
        {
            foreach (var guest in _inSlice)
            {
                if (guest.HeldBy(times) is { } executor)
                    held.Add((guest, executor));
            }
            foreach (var (guest, _) in held)
                _inSlice.Remove(guest); // it learns of it when it leaves
        }
        foreach (var (guest, _) in held)
            guest.TakeOver();
        return held.ConvertAll(static item => item.Executor);
    }
}
