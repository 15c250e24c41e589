using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Topology.Clustering.Master;

/// <summary>Writes the master's events and snapshots as JSON under their type's name. Reads no other types.</summary>
public sealed class MasterEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Binds the events and snapshots to this serializer.</summary>
    public static string Configuration { get; } = $$"""
        akka.actor {
          serializers.topology-master = "{{Name(typeof(MasterEventSerializer))}}"
          serialization-bindings {
            "{{Name(typeof(IMasterEvent))}}" = topology-master
            "{{Name(typeof(MasterState))}}" = topology-master
          }
        }
        """;

    // Stored with each event: must never change.
    private const int Id = 7301;

    private static readonly Dictionary<string, Type> Types = typeof(IMasterEvent).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(IMasterEvent).IsAssignableFrom(type)).Append(typeof(MasterState))
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) =>
        Types.TryGetValue(o.GetType().Name, out var type) && type == o.GetType()
            ? type.Name
            : throw new ArgumentException($"{o.GetType()} is no event of the master.", nameof(o));

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Types.TryGetValue(manifest, out var type)
        ? JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException($"A stored {manifest} is null.")
        : throw new ArgumentException($"\"{manifest}\" is no event of the master; it may have been stored by a later version.", nameof(manifest));

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
