using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Support;

/// <summary>An executor whose slice is what a test says; without a body it is idle at once.</summary>
internal sealed class SliceExecutor(EngineEnvironment environment, string name = "test/x", bool ownThread = false) : Executor(environment, name)
{
    /// <summary>Returns whether there is more to do.</summary>
    public Func<SliceExecutor, bool>? Body { get; set; }

    /// <summary>Whether exceptions of the body are taken; otherwise they go through.</summary>
    public bool HandlesErrors { get; init; }

    public List<Exception> Errors { get; } = [];

    /// <summary>Slices begun; written inside them.</summary>
    public int Slices { get; private set; }

    public override bool WantsOwnThread => ownThread;

    public bool IsInside => IsCurrentThread;

    public long TimeOfSlice => Now;

    /// <summary>To be called by the body.</summary>
    public void WakeMeAt(long at) => WakeAt = at;

    protected override bool TryHandle(Exception error)
    {
        Errors.Add(error);
        return HandlesErrors;
    }

    protected override bool Slice()
    {
        Slices++;
        return Body?.Invoke(this) ?? false;
    }
}
