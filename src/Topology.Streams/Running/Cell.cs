using System.Runtime.CompilerServices;

namespace Topology.Streams.Running;

/// <summary>Puts elements into values and gets them out again, without a box where <see cref="Value"/> needs none.</summary>
internal static class Cell
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Write<T>(T element)
    {
        // The compiler knows T for value types: one branch is left, and no box.
        if (typeof(T) == typeof(long))
            return (long)(object)element!;
        if (typeof(T) == typeof(int))
            return (int)(object)element!;
        if (typeof(T) == typeof(double))
            return (double)(object)element!;
        if (typeof(T) == typeof(bool))
            return (bool)(object)element!;
        if (typeof(T) == typeof(DateTime))
            return (DateTime)(object)element!;
        if (typeof(T) == typeof(Value))
            return (Value)(object)element!;
        return element is string text ? text : Value.From(element);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(in Value value)
    {
        if (typeof(T) == typeof(bool))
            return (T)(object)value.AsBoolean();
        if (typeof(T) == typeof(DateTime))
            return (T)(object)value.AsDateTime();
        if (!typeof(T).IsValueType && value.Reference is T typed && value.Reference is not Value.Tag)
            return typed;
        return value.As<T>();
    }
}
