using System.Reflection;

namespace Topology.Streams.Planning;

/// <summary>Finds types that no checkpoint can hold, while the graph is made instead of at the first checkpoint. Pure.</summary>
internal static class StateTypes
{
    private const int MostLevels = 8; // of fields in fields; deeper ones are left to the checkpoint

    private static readonly Type[] Forbidden =
    [
        typeof(Delegate), typeof(Exception), typeof(Task), typeof(Type), typeof(Thread), typeof(Stream), typeof(TextReader), typeof(TextWriter), typeof(WaitHandle), typeof(IntPtr),
        typeof(CancellationTokenSource),
    ];

    /// <summary>Why a type cannot be saved; null if nothing speaks against it.</summary>
    public static string? Mistake(Type type)
    {
        var path = Find(type, type.Name, MostLevels, []);
        return path is null ? null : $"its state of type {type} cannot be saved by a checkpoint, because {path}; keep only data in it";
    }

    private static string? Find(Type type, string path, int levels, HashSet<Type> seen)
    {
        if (Array.Find(Forbidden, forbidden => forbidden.IsAssignableFrom(type)) is { } found)
            return found == type ? $"{path} is a {type}" : $"{path} is a {type}, which is a {found.Name}";
        if (type.IsPointer)
            return $"{path} is a pointer";
        if (levels == 0 || !seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
            return null;
        if (type.IsArray)
            return Find(type.GetElementType()!, $"{path}[]", levels - 1, seen); // an array has one
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            if (Find(argument, $"{path}<{argument.Name}>", levels - 1, seen) is { } inArgument)
                return inArgument;
        }
        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            return null; // the framework's own fields are its business
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(field => !field.IsDefined(typeof(NonSerializedAttribute))))
        {
            if (Find(field.FieldType, $"{path}.{Plain(field.Name)}", levels - 1, seen) is { } inField)
                return inField;
        }
        return null;
    }

    // <Name>k__BackingField is the field of the property Name.
    private static string Plain(string field) => field.StartsWith('<') ? field[1..field.IndexOf('>')] : field;
}
