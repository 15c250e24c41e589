using System.Runtime.CompilerServices;

namespace Topology.Clustering.Transport.Values;

/// <summary>How deep values may be nested, as bytes of stack from where it was made. For one call on one thread.</summary>
/// <remarks>What <see cref="RuntimeHelpers.EnsureSufficientExecutionStack"/> leaves is too little here: an exception that passes
/// through thousands of levels takes stack for each, and a stack that overflows ends the process.</remarks>
internal readonly unsafe struct StackBudget
{
    private const uint MaxBytes = 128 * 1024; // some 700 levels; threads of the pool have 1.5 MB

    private readonly nuint _top;

    public StackBudget()
    {
        byte here;
        _top = (nuint)(&here);
    }

    /// <summary>Throws if the caller is too deep.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // the frame of a caller that inlines it would be looked at
    public void Check()
    {
        byte here;
        var at = (nuint)(&here);
        if (_top > at && _top - at > MaxBytes)
            throw new InvalidOperationException("it is nested too deeply, or refers to itself");
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }
}
