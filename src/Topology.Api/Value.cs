using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Topology;

/// <summary>One value of a tuple: 16 bytes, a reference and 64 bits. Numbers, truth values and dates are not boxed.</summary>
/// <remarks>Immutable as far as the object it refers to is: objects and byte arrays are shared between components, so
/// nobody may change one after emitting it. <c>default</c> is null.</remarks>
public readonly struct Value : IEquatable<Value>
{
    internal enum Kind { Boolean, Int32, Int64, Double, DateTime }

    /// <summary>Marks, in place of an object, what the 64 bits mean.</summary>
    internal sealed class Tag(Kind kind)
    {
        public readonly Kind Kind = kind;
    }

    private static readonly Tag BooleanTag = new(Kind.Boolean);
    private static readonly Tag Int32Tag = new(Kind.Int32);
    private static readonly Tag Int64Tag = new(Kind.Int64);
    private static readonly Tag DoubleTag = new(Kind.Double);
    private static readonly Tag DateTimeTag = new(Kind.DateTime);

    private const int MostShown = 100; // characters of a value in a message

    private readonly object? _reference;
    private readonly long _bits;

    private Value(object? reference, long bits = 0)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The absent value.</summary>
    public static Value Null => default;

    /// <summary>Whether this is null.</summary>
    public bool IsNull => _reference is null;

    /// <summary>Holds a string; null stays null.</summary>
    public static implicit operator Value(string? value) => new(value);

    /// <summary>Holds a truth value.</summary>
    public static implicit operator Value(bool value) => new(BooleanTag, value ? 1 : 0);

    /// <summary>Holds a 32-bit integer.</summary>
    public static implicit operator Value(int value) => new(Int32Tag, value);

    /// <summary>Holds a 64-bit integer.</summary>
    public static implicit operator Value(long value) => new(Int64Tag, value);

    /// <summary>Holds a double.</summary>
    public static implicit operator Value(double value) => new(DoubleTag, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Holds a date with its kind; a local one keeps its instant.</summary>
    public static implicit operator Value(DateTime value) => new(DateTimeTag, value.ToBinary());

    /// <summary>Holds bytes, by reference: they must not be changed afterwards.</summary>
    public static implicit operator Value(byte[]? value) => new(value);

    /// <summary>Holds anything; the kinds that have an implicit conversion are stored unboxed.</summary>
    /// <param name="value">The object; shared, not copied.</param>
    public static Value From(object? value) => value switch
    {
        Value already => already,
        bool boolean => boolean,
        int number => number,
        long number => number,
        double number => number,
        DateTime date => date,
        _ => new Value(value),
    };

    /// <summary>The value as an object, boxing numbers.</summary>
    public object? ToObject() => _reference is Tag tag
        ? tag.Kind switch
        {
            Kind.Boolean => _bits != 0,
            Kind.Int32 => (int)_bits,
            Kind.Int64 => _bits,
            Kind.Double => BitConverter.Int64BitsToDouble(_bits),
            _ => DateTime.FromBinary(_bits),
        }
        : _reference;

    /// <summary>The string.</summary>
    /// <exception cref="InvalidCastException">It is not a string, or null.</exception>
    public string AsString() => _reference as string ?? throw Wrong("a string");

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public bool AsBoolean() => ReferenceEquals(_reference, BooleanTag) ? _bits != 0 : throw Wrong("a bool");

    /// <summary>The integer, also from a long that fits.</summary>
    /// <exception cref="InvalidCastException">It is no integer, or does not fit.</exception>
    public int AsInt32() => IsInteger && _bits == (int)_bits ? (int)_bits : throw Wrong("an int");

    /// <summary>The integer, also from an int.</summary>
    /// <exception cref="InvalidCastException">It is no integer.</exception>
    public long AsInt64() => IsInteger ? _bits : throw Wrong("a long");

    /// <summary>The number, also from an int or long.</summary>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double AsDouble() => ReferenceEquals(_reference, DoubleTag)
        ? BitConverter.Int64BitsToDouble(_bits)
        : IsInteger ? _bits : throw Wrong("a double");

    /// <summary>The date.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public DateTime AsDateTime() => ReferenceEquals(_reference, DateTimeTag) ? DateTime.FromBinary(_bits) : throw Wrong("a DateTime");

    /// <summary>The bytes, shared: not to be changed.</summary>
    /// <exception cref="InvalidCastException">It is no byte array, or null.</exception>
    public byte[] AsBytes() => _reference as byte[] ?? throw Wrong("a byte[]");

    /// <summary>The value as a type.</summary>
    /// <typeparam name="T">The type; a nullable or reference type accepts null.</typeparam>
    /// <exception cref="InvalidCastException">It is not of the type.</exception>
    public T As<T>()
    {
        if (typeof(T) == typeof(Value))
            return Unsafe.BitCast<Value, T>(this);
        if (typeof(T) == typeof(long))
            return (T)(object)AsInt64();
        if (typeof(T) == typeof(int))
            return (T)(object)AsInt32();
        if (typeof(T) == typeof(double))
            return (T)(object)AsDouble();
        if (IsNull && default(T) is null)
            return default!; // T accepts null: checked on this line
        if (typeof(T) == typeof(long?))
            return (T)(object)AsInt64();
        if (typeof(T) == typeof(int?))
            return (T)(object)AsInt32();
        if (typeof(T) == typeof(double?))
            return (T)(object)AsDouble();
        return ToObject() is T typed ? typed : throw Wrong(typeof(T).ToString());
    }

    /// <summary>The string, if it is one; no exception otherwise.</summary>
    /// <param name="value">The string, or null when the result is false.</param>
    public bool TryGetString([NotNullWhen(true)] out string? value)
    {
        value = _reference as string;
        return value is not null;
    }

    /// <summary>The integer, if it is an int or a long; no exception otherwise.</summary>
    /// <param name="value">The integer, or 0 when the result is false.</param>
    public bool TryGetInt64(out long value)
    {
        value = _bits;
        if (IsInteger)
            return true;
        value = 0;
        return false;
    }

    /// <summary>The date, if it is one; no exception otherwise.</summary>
    /// <param name="value">The date with its kind, or the default when the result is false.</param>
    public bool TryGetDateTime(out DateTime value)
    {
        var isDate = ReferenceEquals(_reference, DateTimeTag);
        value = isDate ? DateTime.FromBinary(_bits) : default;
        return isDate;
    }

    /// <summary>Equal by content: integers of any width by value, byte arrays by their bytes, objects by Equals.</summary>
    /// <param name="other">Another value.</param>
    public bool Equals(Value other)
    {
        if (IsInteger && other.IsInteger)
            return _bits == other._bits;
        if (_reference is Tag)
        {
            return ReferenceEquals(_reference, other._reference) && (ReferenceEquals(_reference, DoubleTag)
                ? AsDouble().Equals(other.AsDouble())
                : _bits == other._bits);
        }
        if (_reference is byte[] bytes && other._reference is byte[] otherBytes)
            return bytes.AsSpan().SequenceEqual(otherBytes);
        return Equals(_reference, other._reference);
    }

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Value other && Equals(other);

    /// <summary>A hash that agrees with Equals, in this process only.</summary>
    public override int GetHashCode()
    {
        if (ReferenceEquals(_reference, DoubleTag))
            return AsDouble().GetHashCode();
        if (_reference is Tag)
            return _bits.GetHashCode();
        if (_reference is not byte[] bytes)
            return _reference?.GetHashCode() ?? 0;
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Not equal by content.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The value as text, in the invariant culture; <c>null</c> for null.</summary>
    public override string ToString() => IsNull ? "null" : Convert.ToString(ToObject(), CultureInfo.InvariantCulture) ?? "";

    /// <summary>For codecs: null, the object, or a <see cref="Tag"/> that tells what <see cref="Bits"/> means.</summary>
    internal object? Reference => _reference;

    /// <summary>For codecs: the content of a value whose <see cref="Reference"/> is a <see cref="Tag"/>; a date as DateTime.ToBinary.</summary>
    internal long Bits => _bits;

    /// <summary>For codecs: a date from the bits of one.</summary>
    internal static Value DateTimeFromBits(long bits) => new(DateTimeTag, bits);

    private bool IsInteger => ReferenceEquals(_reference, Int64Tag) || ReferenceEquals(_reference, Int32Tag);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidCastException Wrong(string expected)
    {
        if (IsNull)
            return new($"The value is null, not {expected}.");
        var text = ToString();
        text = text.Length <= MostShown ? text : $"{text.AsSpan(0, MostShown)}…";
        return new($"The value '{text}' is a {ToObject()!.GetType().Name}, not {expected}."); // not null: checked above
    }
}
