using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Topology.Clustering.Protocol;

/// <summary>
/// The one serializer of what crosses between processes or is stored by the master. It knows by name the types of a few assemblies that bear one of the markers it is given, and refuses all others, when writing and
/// when reading, so that nobody can make a process build an object of any other type. Thread-safe.
/// </summary>
/// <remarks>
/// Layout: version (1 byte), length of the JSON text (4 bytes, little-endian), the JSON text, then the contents of all byte arrays, which the text names by offset and length: a piece of a package is
/// copied once and not blown up by a third. The manifest is the type's simple name.
/// </remarks>
public sealed class ProtocolSerializer : SerializerWithStringManifest
{
    /// <summary>Of this serializer, in every message and every stored event: never to be changed.</summary>
    public const int Id = 7301;

    /// <summary>The largest message that is written or read unless the configuration says otherwise, in bytes: 4 MiB.</summary>
    public const int DefaultLimit = 4 << 20;

    internal const int HeadLength = 5;
    private const byte Version = 1;

    private readonly Dictionary<string, Type> _types;
    private readonly int _limit;

    /// <summary>For Akka, without settings: marker <see cref="IProtocolMessage"/>, the default limit.</summary>
    public ProtocolSerializer(ExtendedActorSystem system)
        : this(system, [typeof(IProtocolMessage)], DefaultLimit)
    {
    }

    /// <summary>For Akka, with settings: <c>limit</c> in bytes, <c>markers</c> as assembly-qualified names.</summary>
    public ProtocolSerializer(ExtendedActorSystem system, Akka.Configuration.Config settings)
        : this(system, [.. settings.GetStringList("markers").Select(name => Type.GetType(name, throwOnError: true)!)], settings.GetInt("limit", DefaultLimit))
    {
    }

    internal ProtocolSerializer(ExtendedActorSystem system, IReadOnlyList<Type> markers, int limit)
        : base(system)
    {
        _limit = limit;
        _types = TypesOf(markers).ToDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <summary>The types that bear one of the markers, each from the assembly of its marker.</summary>
    /// <exception cref="InvalidOperationException">Two have the same name.</exception>
    internal static IReadOnlyList<Type> TypesOf(IReadOnlyList<Type> markers)
    {
        var types = markers
            .SelectMany(marker => marker.Assembly.GetTypes().Where(type => marker.IsAssignableFrom(type) && type is { IsAbstract: false, IsGenericTypeDefinition: false }))
            .Distinct()
            .ToArray();
        var twins = types.GroupBy(type => type.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twins is null
            ? types
            : throw new InvalidOperationException($"Messages need different names: {string.Join(", ", twins.Select(type => type.FullName))}.");
    }

    /// <inheritdoc/>
    public override string Manifest(object o) => o.GetType().Name;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var type = obj.GetType();
        if (!_types.TryGetValue(type.Name, out var known) || known != type)
            throw new SerializationException($"{type.FullName} is not a message of the protocol and is not sent or stored.");
        byte[] json;
        byte[] result;
        using (var blobs = BlobWriter.Begin())
        {
            json = Text(obj, type);
            var length = HeadLength + (long)json.Length + blobs.Length;
            if (length > _limit)
                throw new SerializationException($"{type.Name} takes {length} bytes; at most {_limit} are sent or stored.");
            result = new byte[length];
            blobs.CopyTo(result.AsSpan(HeadLength + json.Length));
        }
        result[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(1), json.Length);
        json.CopyTo(result, HeadLength);
        return result;
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (manifest is null || !_types.TryGetValue(manifest, out var type))
            throw new SerializationException($"\"{Shown(manifest)}\" is not a message of the protocol and is not read.");
        if (bytes.Length > _limit)
            throw new SerializationException($"{manifest} of {bytes.Length} bytes is not read; at most {_limit} are.");
        if (bytes.Length < HeadLength || bytes[0] != Version)
            throw new SerializationException($"{manifest} is not in version {Version} of the protocol.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(1));
        if (length < 0 || length > bytes.Length - HeadLength)
            throw new SerializationException($"{manifest} is cut off: {length} bytes of text are announced, {bytes.Length - HeadLength} are there.");
        using (BlobReader.Begin(bytes.AsMemory(HeadLength + length)))
            return Parse(bytes.AsSpan(HeadLength, length), type);
    }

    private static byte[] Text(object obj, Type type)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(obj, type, ProtocolJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new SerializationException($"{type.Name} cannot be written: {e.Message}", e);
        }
    }

    private static object Parse(ReadOnlySpan<byte> json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, ProtocolJson.Options)
                ?? throw new SerializationException($"{type.Name} is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException or TargetInvocationException)
        {
            throw new SerializationException($"{type.Name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A stranger's text must not fill the log.</summary>
    private static string Shown(string? manifest) => manifest is { Length: > 200 } ? manifest[..200] + "…" : manifest ?? "";
}
