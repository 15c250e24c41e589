using System.Globalization;
using System.Numerics;
using Hyperion;

namespace Topology.Clustering.Transport.Values;

/// <summary>The framework's plain types that Hyperion would write field by field: their fields are not ours to know.</summary>
internal static class PlainForms
{
    private static readonly Dictionary<Type, ValueForm> Forms = new()
    {
        [typeof(TimeSpan)] = new Number(value => ((TimeSpan)value).Ticks, bits => new TimeSpan(bits)),
        [typeof(DateOnly)] = new Number(value => ((DateOnly)value).DayNumber, bits => DateOnly.FromDayNumber(checked((int)bits))),
        [typeof(TimeOnly)] = new Number(value => ((TimeOnly)value).Ticks, bits => new TimeOnly(bits)),
        [typeof(DateTimeOffset)] = new Offset(),
        [typeof(Uri)] = new Text(value => ((Uri)value).OriginalString, text => new Uri(text, UriKind.RelativeOrAbsolute)),
        [typeof(Version)] = new Text(value => value.ToString()!, Version.Parse), // a version has a text
        [typeof(BigInteger)] = new Text(value => ((BigInteger)value).ToString("X", CultureInfo.InvariantCulture), text => BigInteger.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        [typeof(Value)] = new Any(),
        [typeof(ValueTuple)] = new Number(_ => 0, _ => default(ValueTuple)),
    };

    public static ValueForm? Of(Type type) => Forms.GetValueOrDefault(type);

    private sealed class Number(Func<object, long> bitsOf, Func<long, object> fromBits) : ValueForm
    {
        public override void Write(Stream stream, object value, SerializerSession session) => WriteInt64(stream, bitsOf(value));

        public override object Read(Stream stream, DeserializerSession session) => fromBits(ReadInt64(stream));
    }

    private sealed class Offset : ValueForm
    {
        public override void Write(Stream stream, object value, SerializerSession session)
        {
            var time = (DateTimeOffset)value;
            WriteInt64(stream, time.Ticks);
            WriteInt64(stream, time.Offset.Ticks);
        }

        public override object Read(Stream stream, DeserializerSession session) => new DateTimeOffset(ReadInt64(stream), new TimeSpan(ReadInt64(stream)));
    }

    private sealed class Text(Func<object, string> textOf, Func<string, object> fromText) : ValueForm
    {
        public override void Write(Stream stream, object value, SerializerSession session) => WriteAny(stream, textOf(value), session);

        public override object Read(Stream stream, DeserializerSession session) =>
            fromText(ReadAny(stream, session) as string ?? throw new InvalidDataException("a text is missing"));
    }

    /// <summary>A value within a value.</summary>
    private sealed class Any : ValueForm
    {
        public override void Write(Stream stream, object value, SerializerSession session) => WriteAny(stream, ((Value)value).ToObject(), session);

        public override object Read(Stream stream, DeserializerSession session) => Value.From(ReadAny(stream, session));
    }
}
