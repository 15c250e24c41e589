using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Hyperion;
using Hyperion.ValueSerializers;
using Topology.Clustering.Transport.Values;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>Serializes objects by Hyperion, as far as <see cref="AllowedTypes"/> go.</summary>
/// <remarks>
/// An object is written by all its fields, private ones and those of base classes, apart from those marked [NonSerialized]; no constructor runs when it is read. It is a tree: what it
/// refers to twice arrives twice, and a cycle is refused. Both sides must have the same version of its type.
/// <para>Reading makes nothing but values of allowed types, whatever the bytes say. It is not meant for bytes of strangers, however: an array may be asked for that is larger
/// than memory, which spoils the tuple. Only workers of one topology talk to one another, see <see cref="DataListener"/>.</para>
/// </remarks>
internal sealed class HyperionValueSerializer : IValueSerializer
{
    private const byte TypeManifest = 16; // Hyperion's, for a System.Type

    private readonly AllowedTypes _allowed;
    private readonly AssemblyLoadContext? _context;
    private readonly Serializer _serializer;

    /// <summary>For one topology.</summary>
    /// <param name="assemblies">Its own assemblies.</param>
    /// <param name="context">Where they are loaded; null: where this assembly is.</param>
    public HyperionValueSerializer(IEnumerable<Assembly> assemblies, AssemblyLoadContext? context)
    {
        _allowed = new AllowedTypes(assemblies);
        _context = context == AssemblyLoadContext.Default ? null : context;
        _serializer = new Serializer(SerializerOptions.Default
            .WithSerializerFactory([new FormFactory(_allowed)])
            .WithTypeFilter(_allowed));
        // These two are wired in before any factory is asked: a System.Type is not a value.
        foreach (var type in new[] { typeof(Type), typeof(Type).GetType() })
            SerializersOf(_serializer)[type] = FormFactory.Refusing(type);
        DeserializersOf(_serializer)[TypeManifest] = FormFactory.Refusing(typeof(Type));
    }

    /// <inheritdoc/>
    public void Serialize(object value, IBufferWriter<byte> target)
    {
        if (!_allowed.IsAllowed(value.GetType()))
            throw new TypeNotAllowedException(value.GetType());
        _serializer.Serialize(value, new BlobWriter(target));
    }

    /// <inheritdoc/>
    public object Deserialize(ReadOnlyMemory<byte> source)
    {
        var reader = new BlobReader(source);
        using var scope = _context?.EnterContextualReflection(); // Hyperion finds types by their names
        var value = _serializer.Deserialize<object>(reader);
        if (reader.Remaining > 0)
            throw new InvalidDataException($"{reader.Remaining} bytes too many");
        return value;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_serializers")]
    private static extern ref ConcurrentDictionary<Type, ValueSerializer> SerializersOf(Serializer serializer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_deserializerLookup")]
    private static extern ref ValueSerializer[] DeserializersOf(Serializer serializer);
}
