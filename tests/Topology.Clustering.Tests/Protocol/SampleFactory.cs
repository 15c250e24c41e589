using System.Collections;
using System.Reflection;

namespace Topology.Clustering.Tests.Protocol;

/// <summary>Makes objects of any type of the protocol with random contents, so that a message added later is covered without a test of its own.</summary>
internal sealed class SampleFactory(Random random)
{
    private static readonly NullabilityInfoContext Nullability = new();

    public object Make(Type type)
    {
        if (Simple(type) is { } simple)
            return simple;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return MakeList(type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return MakeDictionary(type.GetGenericArguments()[0], type.GetGenericArguments()[1]);
        return MakeObject(type);
    }

    /// <summary>Whether two objects have equal contents: records compare lists and arrays by reference.</summary>
    public static bool SameContents(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string or ValueType, _) => left.Equals(right),
        (IDictionary l, IDictionary r) => l.Count == r.Count && l.Keys.Cast<object>().All(key => r.Contains(key) && SameContents(l[key], r[key])),
        (IEnumerable l, IEnumerable r) => l.Cast<object?>().ToArray() is var ls && r.Cast<object?>().ToArray() is var rs && ls.Length == rs.Length
            && ls.Zip(rs).All(pair => SameContents(pair.Item1, pair.Item2)),
        _ => left.GetType() == right.GetType() && Stored(left.GetType()).All(property => SameContents(property.GetValue(left), property.GetValue(right))),
    };

    private static IEnumerable<PropertyInfo> Stored(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0);

    private object? Simple(Type type) => type switch
    {
        _ when type == typeof(string) => new string([.. Enumerable.Range(0, random.Next(9)).Select(_ => "aZ0\"\\é€\n\0{}"[random.Next(11)])]),
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(int) => random.Next(int.MinValue, int.MaxValue),
        _ when type == typeof(long) => random.NextInt64(long.MinValue, long.MaxValue),
        _ when type == typeof(double) => random.Next(10) == 0 ? double.PositiveInfinity : random.NextDouble() * 1e6,
        _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(random.NextInt64()),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero),
        _ when type == typeof(byte[]) => MakeBytes(),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
        _ => null,
    };

    private byte[] MakeBytes()
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private IList MakeList(Type item)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (var i = random.Next(4); i > 0; i--)
            list.Add(Make(item));
        return list;
    }

    private IDictionary MakeDictionary(Type key, Type value)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        for (var i = random.Next(4); i > 0; i--)
            dictionary[Make(key)] = Make(value);
        return dictionary;
    }

    private object MakeObject(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new NotSupportedException($"{type} has no public constructor.");
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => MakeOptional(parameter.ParameterType, Nullability.Create(parameter)))]);
        foreach (var property in Stored(type))
            property.SetValue(made, MakeOptional(property.PropertyType, Nullability.Create(property)));
        return made;
    }

    private object? MakeOptional(Type type, NullabilityInfo nullability)
    {
        if (nullability.WriteState == NullabilityState.Nullable && random.Next(2) == 0)
            return null;
        return Make(Nullable.GetUnderlyingType(type) ?? type);
    }
}
