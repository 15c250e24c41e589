using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Topology.Clustering.Protocol;

/// <summary>
/// Takes the place, name and number included, of one of Akka's serializers that build objects of whatever type a message names – the default one for any object first of all – and writes and reads nothing.
/// </summary>
public sealed class RefusingSerializer : SerializerWithStringManifest
{
    /// <summary>For Akka.</summary>
    /// <param name="system">Whose it is.</param>
    /// <param name="settings"><c>identifier</c>: that of the serializer it replaces.</param>
    public RefusingSerializer(ExtendedActorSystem system, Akka.Configuration.Config settings)
        : base(system) => Identifier = settings.GetInt("identifier");

    /// <inheritdoc/>
    public override int Identifier { get; }

    /// <inheritdoc/>
    public override string Manifest(object o) => o.GetType().Name;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj.GetType().FullName} is not a message of the protocol and is not sent or stored.");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        throw new SerializationException($"\"{(manifest is { Length: > 200 } ? manifest[..200] + "…" : manifest)}\" (serializer {Identifier}) is not a message of the protocol and is not read.");
}
