using System.Reflection;

namespace Topology.Runtime.State;

/// <summary>Whether a copy of a value can still be changed by those who have the original.</summary>
internal static class Immutability
{
    /// <summary>Strings, numbers and such, and structs of these. False for whatever is not known.</summary>
    public static bool Of(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum || (type.IsValueType && type
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .All(field => Of(field.FieldType)));
}
