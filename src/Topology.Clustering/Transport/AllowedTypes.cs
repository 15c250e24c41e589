using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Reflection.Metadata;
using Hyperion;

namespace Topology.Clustering.Transport;

/// <summary>The types of which values may cross between workers: those of the topology's own assemblies, the plain types of .NET and of Topology, and
/// collections of these. Any thread.</summary>
/// <remarks>
/// Not allowed, wherever they come from: delegates, exceptions, types, pointers, and anything a topology's type derives from but these
/// two kinds and object – such a base class has content that its serializer does not know. Hyperion asks by name before it loads a type; the type that it has then is looked
/// at itself, so that no trick with names helps.
/// </remarks>
/// <param name="assemblies">The topology's own: its types are code of the user, who decides what they do when they are made.</param>
internal sealed class AllowedTypes(IEnumerable<Assembly> assemblies) : ITypeFilter
{
    private static readonly Type[] Plain =
    [
        typeof(object), typeof(string), typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Guid), typeof(Uri), typeof(BigInteger), typeof(Version), typeof(Value), typeof(Pane), typeof(PaneTiming),
    ];

    private static readonly Type[] Generic =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Stack<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
        typeof(ValueTuple), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>),
        typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    private static readonly Dictionary<string, Type> Framework = Plain.Concat(Generic).ToDictionary(type => type.FullName!); // not null: no type parameter among them
    private static readonly HashSet<Type> FrameworkTypes = [.. Framework.Values];

    private readonly Assembly[] _assemblies = [.. assemblies];
    private readonly ConcurrentDictionary<Type, bool> _known = [];

    /// <summary>Whether values of exactly this type may cross.</summary>
    public bool IsAllowed(Type type) => _known.GetOrAdd(type, LookAt);

    /// <summary>Whether the topology itself defines the type.</summary>
    public bool IsOwn(Type type) => Array.IndexOf(_assemblies, type.Assembly) >= 0 && !type.IsArray;

    /// <summary>Whether the name is that of an allowed type. Loads nothing.</summary>
    /// <param name="typeName">With or without assemblies, as Hyperion has it.</param>
    bool ITypeFilter.IsAllowed(string typeName) => TypeName.TryParse(typeName.Replace(",%core%", ""), out var name) && Find(name) is { } type && IsAllowed(type);

    private bool LookAt(Type type)
    {
        if (type.IsSZArray)
            return IsAllowed(type.GetElementType()!); // an array has one
        if (type.IsArray || type.IsPointer || type.IsByRef || type.IsByRefLike || type.ContainsGenericParameters)
            return false;
        if (type.IsGenericType && !type.GetGenericArguments().All(IsAllowedAsArgument))
            return false;
        return FrameworkTypes.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type) || IsOwn(type) && IsPlainOwn(type);
    }

    /// <summary>A collection may be declared for what its elements have in common: an interface or a base class of the topology.</summary>
    private bool IsAllowedAsArgument(Type type) => IsOwn(type) && (type.IsInterface || type.IsAbstract) || IsAllowed(type);

    private bool IsPlainOwn(Type type)
    {
        if (type.IsEnum)
            return true;
        if (type.IsInterface || type.IsAbstract)
            return false; // there are no values of exactly this type
        for (var ancestor = type.BaseType; ancestor is not null && ancestor != typeof(object) && ancestor != typeof(ValueType); ancestor = ancestor.BaseType)
        {
            if (!IsOwn(ancestor))
                return false; // a delegate, an exception, a List of one's own
        }
        return true;
    }

    private Type? Find(TypeName name)
    {
        if (name.IsSZArray)
            return Find(name.GetElementType())?.MakeArrayType();
        if (name.IsArray || name.IsPointer || name.IsByRef)
            return null;
        if (!name.IsConstructedGenericType)
            return FindSimple(name);
        var definition = FindSimple(name.GetGenericTypeDefinition());
        var arguments = name.GetGenericArguments().Select(Find).ToArray();
        if (definition is not { IsGenericTypeDefinition: true } || definition.GetGenericArguments().Length != arguments.Length || arguments.Contains(null))
            return null;
        try
        {
            return definition.MakeGenericType(arguments!); // no null among them: checked above
        }
        catch (ArgumentException)
        {
            return null; // a constraint is not met
        }
    }

    private Type? FindSimple(TypeName name)
    {
        if (Framework.TryGetValue(name.FullName, out var framework))
            return name.AssemblyName is null || name.AssemblyName.Name == framework.Assembly.GetName().Name ? framework : null;
        foreach (var assembly in _assemblies)
        {
            if ((name.AssemblyName is null || name.AssemblyName.Name == assembly.GetName().Name) && assembly.GetType(name.FullName) is { } own)
                return own;
        }
        return null;
    }
}
