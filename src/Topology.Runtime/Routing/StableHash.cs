using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Topology.Runtime.Routing;

/// <summary>A hash of key values that is the same in every process, on every machine and in every version.</summary>
/// <remarks>Values that are equal hash alike: an int and a long of the same value do, and arrays and lists are hashed by
/// content. 0.0 and −0.0 are equal and hash alike. <see cref="object.GetHashCode"/> is never asked: for strings it differs in each process.</remarks>
public static class StableHash
{
    private const ulong Seed = 0x2545F4914F6CDD1D;
    private const ulong Prime = 0x9E3779B97F4A7C15;
    private const ulong Other = 0xD6E8FEB86659FD93; // as Seed and Prime: odd, with about as many ones as zeros

    private static readonly ConcurrentDictionary<Type, bool> Sets = new();

    public static ulong Of(ReadOnlySpan<Value> values, int[] positions)
    {
        if (positions.Length == 1)
        {
            ref readonly var key = ref values[positions[0]];
            return key.TryGetString(out var text) ? OfText(text) : Mix(Of(in key)); // that of a text is mixed
        }
        var hash = Seed;
        foreach (var position in positions)
            hash = Combine(hash, Of(in values[position]));
        return Mix(hash);
    }

    /// <summary>A number below the count, without a division; takes the high bits, so the hash must be mixed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Reduce(ulong hash, int count) => (int)(((hash >> 32) * (uint)count) >> 32);

    /// <summary>The finalizer of SplitMix64: a bijection in which every bit of the input changes half of the output's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static ulong Of(in Value value)
    {
        if (value.TryGetString(out var text))
            return OfText(text);
        if (value.TryGetInt64(out var number))
            return Combine(1, (ulong)number);
        return OfObject(value.ToObject());
    }

    private static ulong OfText(ReadOnlySpan<char> text) => OfBytes(MemoryMarshal.AsBytes(text));

    private static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        var length = Seed ^ (ulong)bytes.Length * Prime;
        if (bytes.Length < 8)
            return Finish(length ^ UpToSeven(bytes) * Other); // another factor than that of the length, or the two could cancel out

        // The last words may overlap those before: the length is in the hash. Without a loop for short keys, whose end no
        // processor can predict.
        var (first, last) = (MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[^8..]));
        for (; bytes.Length > 16; bytes = bytes[8..])
            length = Combine(length, MemoryMarshal.Read<ulong>(bytes[8..]));
        return Finish(((first ^ length) * Prime) ^ ulong.RotateLeft(last * Other, 32));
    }

    private static ulong UpToSeven(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4)
            return MemoryMarshal.Read<uint>(bytes) | (ulong)MemoryMarshal.Read<uint>(bytes[^4..]) << 32;
        ulong all = 0;
        for (var i = 0; i < bytes.Length; i++)
            all |= (ulong)bytes[i] << (8 * i);
        return all;
    }

    private static ulong OfObject(object? value) => value switch
    {
        null => Seed,
        string text => OfText(text),
        long or int or short or sbyte or byte or ushort or uint => Combine(1, (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong number => Combine(1, number),
        bool truth => Combine(2, truth ? 1UL : 0),
        double number => OfDouble(number),
        float number => OfDouble(number),
        Half number => OfDouble((double)number),
        decimal number => OfDecimal(number),
        DateTime date => Combine(4, (ulong)date.Ticks),
        DateTimeOffset date => Combine(6, (ulong)date.UtcTicks),
        TimeOnly time => Combine(7, (ulong)time.Ticks),
        byte[] bytes => OfBytes(bytes),
        Enum constant => Combine(5, OfEnum(constant)),
        Value inner => Of(inner),
        ITuple tuple => OfItems(Enumerable.Range(0, tuple.Length).Select(i => tuple[i])),
        IList items => OfItems(items.Cast<object?>()),
        IDictionary => throw Unusable(value, "its order is not defined"),
        IEnumerable when IsSet(value.GetType()) => throw Unusable(value, "its order is not defined"),
        IEnumerable items => OfItems(items.Cast<object?>()),
        IFormattable formattable => OfText(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw Unusable(value, "its content is not known"),
    };

    private static ulong OfDouble(double number) =>
        Combine(3, double.IsNaN(number) ? 0x7FF8_0000_0000_0000 : (ulong)BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));

    // Dividing by a 1 with all its places takes the zeros off the end: 1.0 and 1.00 are equal.
    private static ulong OfDecimal(decimal number) =>
        OfBytes(MemoryMarshal.AsBytes<int>(decimal.GetBits(number / 1.0000000000000000000000000000m)));

    private static ulong OfEnum(Enum constant) => constant.GetTypeCode() == TypeCode.UInt64
        ? Convert.ToUInt64(constant, CultureInfo.InvariantCulture)
        : (ulong)Convert.ToInt64(constant, CultureInfo.InvariantCulture);

    private static bool IsSet(Type type) => Sets.GetOrAdd(type, static candidate => candidate.GetInterfaces()
        .Any(type => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ISet<>) || type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>))));

    private static ulong OfItems(IEnumerable<object?> items)
    {
        var hash = Seed;
        foreach (var item in items)
            hash = Combine(hash, OfObject(item));
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Combine(ulong hash, ulong next) => ulong.RotateLeft((hash ^ next) * Prime, 29) * Other;

    // The upper half of a product has a part of every lower bit; so the upper half is brought down first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * Other;
        return hash ^ (hash >> 29);
    }

    private static ArgumentException Unusable(object value, string why) => new(
        $"A value of type {value.GetType()} cannot be a grouping key: {why}. Use a string, a number, a date, a Guid, an enum, bytes, or a list of these.");
}
