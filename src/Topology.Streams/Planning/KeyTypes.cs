using System.Collections;
using System.Runtime.CompilerServices;

namespace Topology.Streams.Planning;

/// <summary>Which types elements can be grouped by. Pure.</summary>
internal static class KeyTypes
{
    /// <summary>What is wrong with a type as a key; null: nothing.</summary>
    public static string? Mistake(Type type)
    {
        if (type == typeof(object) || type == typeof(Value) || type == typeof(string) || type == typeof(bool))
            return null;
        if (typeof(IDictionary).IsAssignableFrom(type) || type.GetInterfaces().Append(type).Any(IsSet))
            return $"a key of type {type} has no defined order; use a sorted array of its content";
        return Is<ITuple>(type) || Is<IEnumerable>(type) || Is<IFormattable>(type)
            ? null
            : $"elements cannot be grouped by a key of type {type}, whose content is not known; use a string, a number, a date, a Guid, an enum, bytes, or a tuple of these";
    }

    private static bool Is<T>(Type type) => typeof(T).IsAssignableFrom(type);

    private static bool IsSet(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ISet<>) || type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>));
}
