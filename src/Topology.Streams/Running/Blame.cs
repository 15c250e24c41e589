using System.Runtime.CompilerServices;
using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>Knows which operator's function a task is calling, so that an error can name it. A number that is noted before each call: a handler around each would keep stages from being inlined. The executor's thread.</summary>
internal sealed class Blame(IReadOnlyList<Operator> operators)
{
    private int _number; // 0: none of the user's functions is being called

    /// <summary>What a stage marks its calls with.</summary>
    public CallMark MarkOf(Operator item) => new(this, item.Number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int number) => _number = number;

    /// <summary>What happens from now on is the runtime's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _number = 0;

    /// <summary>The error with the operator named, if one is to blame.</summary>
    public Exception Name(Exception error, string component) => operators.FirstOrDefault(item => item.Number == _number) is { } culprit
        ? new StreamException($"{culprit.Shown} of component \"{component}\" failed: {error.GetType().Name}: {error.Message}", error)
        : error;
}

/// <summary>Says that an operator's function is called next.</summary>
internal readonly struct CallMark(Blame blame, int number)
{
    private readonly Blame _blame = blame;
    private readonly int _number = number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set() => _blame.Note(_number);
}
