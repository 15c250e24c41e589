using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hyperion;

namespace Topology.Clustering.Transport.Values;

/// <summary>Arrays and the framework's collections. They keep their order, and their comparer if it is one that every process knows.</summary>
internal static class CollectionForms
{
    private static readonly Dictionary<Type, string> Makers = new()
    {
        [typeof(List<>)] = nameof(OfList),
        [typeof(Queue<>)] = nameof(OfQueue),
        [typeof(Stack<>)] = nameof(OfStack),
        [typeof(HashSet<>)] = nameof(OfHashSet),
        [typeof(Dictionary<,>)] = nameof(OfDictionary),
        [typeof(ImmutableArray<>)] = nameof(OfImmutableArray),
        [typeof(ImmutableList<>)] = nameof(OfImmutableList),
        [typeof(ImmutableQueue<>)] = nameof(OfImmutableQueue),
        [typeof(ImmutableStack<>)] = nameof(OfImmutableStack),
        [typeof(ImmutableHashSet<>)] = nameof(OfImmutableHashSet),
        [typeof(ImmutableDictionary<,>)] = nameof(OfImmutableDictionary),
    };

    public static ValueForm? Of(Type type)
    {
        if (type.IsSZArray)
        {
            var element = type.GetElementType()!; // an array has one
            return Make(element.IsPrimitive && element != typeof(bool) && BitConverter.IsLittleEndian ? nameof(OfNumbers) : nameof(OfArray), element);
        }
        return type.IsGenericType && Makers.TryGetValue(type.GetGenericTypeDefinition(), out var maker) ? Make(maker, type.GetGenericArguments()) : null;
    }

    private static ValueForm Make(string maker, params Type[] arguments) =>
        (ValueForm)typeof(CollectionForms).GetMethod(maker, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(arguments).Invoke(null, null)!; // named above

    private static ValueForm OfArray<T>() => new Sequence<T[], T>((items, _) => items);

    private static ValueForm OfNumbers<T>() where T : unmanaged => new Numbers<T>();

    private static ValueForm OfList<T>() => new Sequence<List<T>, T>((items, _) => [.. items]);

    private static ValueForm OfQueue<T>() => new Sequence<Queue<T>, T>((items, _) => new Queue<T>(items));

    private static ValueForm OfStack<T>() => new Sequence<Stack<T>, T>((items, _) => new Stack<T>(items.Reverse())); // it shows the last one first

    private static ValueForm OfHashSet<T>() => new Sequence<HashSet<T>, T>((items, comparer) => new HashSet<T>(items, comparer), set => set.Comparer);

    private static ValueForm OfImmutableArray<T>() => new Sequence<ImmutableArray<T>, T>((items, _) => [.. items]);

    private static ValueForm OfImmutableList<T>() => new Sequence<ImmutableList<T>, T>((items, _) => [.. items]);

    private static ValueForm OfImmutableQueue<T>() => new Sequence<ImmutableQueue<T>, T>((items, _) => [.. items]);

    private static ValueForm OfImmutableStack<T>() => new Sequence<ImmutableStack<T>, T>((items, _) => ImmutableStack.CreateRange(items.Reverse()));

    private static ValueForm OfImmutableHashSet<T>() =>
        new Sequence<ImmutableHashSet<T>, T>((items, comparer) => ImmutableHashSet.CreateRange(comparer, items), set => set.KeyComparer);

    private static ValueForm OfDictionary<TKey, TValue>() where TKey : notnull =>
        new Map<Dictionary<TKey, TValue>, TKey, TValue>((items, comparer) => new Dictionary<TKey, TValue>(items, comparer), map => map.Comparer);

    private static ValueForm OfImmutableDictionary<TKey, TValue>() where TKey : notnull => new Map<ImmutableDictionary<TKey, TValue>, TKey, TValue>(
        (items, comparer) => ImmutableDictionary.CreateRange(comparer, items),
        map => map.ValueComparer == EqualityComparer<TValue>.Default ? map.KeyComparer : throw OwnComparer(typeof(ImmutableDictionary<TKey, TValue>)));

    private static InvalidOperationException OwnComparer(Type type) => new($"a {type} with a comparer of its own");

    private sealed class Sequence<TCollection, T>(Func<T[], IEqualityComparer<T>?, TCollection> make, Func<TCollection, IEqualityComparer<T>>? comparerOf = null) : ValueForm
        where TCollection : IEnumerable<T>
    {
        public override void Write(Stream stream, object value, SerializerSession session)
        {
            T[] items = [.. (TCollection)value];
            WriteComparer(stream, comparerOf?.Invoke((TCollection)value), typeof(TCollection));
            WriteInt64(stream, items.Length);
            foreach (var item in items)
                WriteAny(stream, item, session);
        }

        public override object Read(Stream stream, DeserializerSession session)
        {
            var comparer = ReadComparer<T>(stream);
            var items = new T[ReadCount(stream, 1)];
            for (var i = 0; i < items.Length; i++)
                items[i] = (T)ReadAny(stream, session)!; // a null is of type T, or the cast throws
            return make(items, comparer)!; // makes one
        }
    }

    private sealed class Map<TMap, TKey, TValue>(
        Func<KeyValuePair<TKey, TValue>[], IEqualityComparer<TKey>?, TMap> make, Func<TMap, IEqualityComparer<TKey>> comparerOf) : ValueForm
        where TMap : IEnumerable<KeyValuePair<TKey, TValue>>
    {
        public override void Write(Stream stream, object value, SerializerSession session)
        {
            KeyValuePair<TKey, TValue>[] items = [.. (TMap)value];
            WriteComparer(stream, comparerOf((TMap)value), typeof(TMap));
            WriteInt64(stream, items.Length);
            foreach (var item in items)
            {
                WriteAny(stream, item.Key, session);
                WriteAny(stream, item.Value, session);
            }
        }

        public override object Read(Stream stream, DeserializerSession session)
        {
            var comparer = ReadComparer<TKey>(stream);
            var items = new KeyValuePair<TKey, TValue>[ReadCount(stream, 2)];
            for (var i = 0; i < items.Length; i++)
                items[i] = new((TKey)ReadAny(stream, session)!, (TValue)ReadAny(stream, session)!); // a null is of the type, or the cast throws
            return make(items, comparer)!; // makes one
        }
    }

    /// <summary>As they lie in memory.</summary>
    private sealed class Numbers<T> : ValueForm where T : unmanaged
    {
        public override void Write(Stream stream, object value, SerializerSession session)
        {
            var items = (T[])value;
            WriteInt64(stream, items.Length);
            stream.Write(MemoryMarshal.AsBytes(items.AsSpan()));
        }

        public override object Read(Stream stream, DeserializerSession session)
        {
            var items = new T[ReadCount(stream, Unsafe.SizeOf<T>())];
            stream.ReadExactly(MemoryMarshal.AsBytes(items.AsSpan()));
            return items;
        }
    }

    private static void WriteComparer<T>(Stream stream, IEqualityComparer<T>? comparer, Type collection) => stream.WriteByte(comparer switch
    {
        null => 0,
        _ when comparer.Equals(EqualityComparer<T>.Default) || ReferenceEquals(comparer, StringComparer.Ordinal) => 0,
        _ when ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) => 1,
        _ => throw OwnComparer(collection),
    });

    private static IEqualityComparer<T>? ReadComparer<T>(Stream stream) => stream.ReadByte() switch
    {
        0 => null,
        1 => StringComparer.OrdinalIgnoreCase as IEqualityComparer<T> ?? throw new InvalidDataException("a comparer of strings for something else"),
        _ => throw new InvalidDataException("a comparer that is not known"),
    };
}
