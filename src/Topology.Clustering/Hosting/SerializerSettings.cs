using System.Globalization;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Hosting;

/// <summary>
/// Who may be made into an object: messages of our protocol, Akka's own control messages, strings, numbers and bytes. Akka's serializers that build whatever type a message names are replaced.
/// </summary>
internal static class SerializerSettings
{
    /// <summary>
    /// Akka's names and numbers: json writes and reads any object; proto any type with a Protobuf parser (Akka's own messages have serializers of their own); daemon-create makes actors of any type here on
    /// another node's word (remote deployment); reliable-delivery wraps objects in bytes.
    /// </summary>
    public static IReadOnlyList<(string Name, int Identifier)> Refused { get; } = [("json", 1), ("proto", 2), ("daemon-create", 3), ("reliable-delivery", 36)];

    /// <param name="markers">Interfaces of what is stored, besides <see cref="IProtocolMessage"/>.</param>
    /// <param name="messageBytes">The largest message on the wire. What is stored may have the default size in any case.</param>
    public static string For(IReadOnlyList<Type> markers, int messageBytes)
    {
        var limit = Math.Max(ProtocolSerializer.DefaultLimit, messageBytes);
        Type[] all = [typeof(IProtocolMessage), .. markers];
        var refusing = AkkaSettings.Quote(AkkaSettings.QualifiedName(typeof(RefusingSerializer)));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            akka.actor {
              serializers {
                topology = {{AkkaSettings.Quote(AkkaSettings.QualifiedName(typeof(ProtocolSerializer)))}}
                {{Lines(Refused.Select(refused => $"{refused.Name} = {refusing}"))}}
              }
              serialization-settings {
                topology {
                  limit = {{limit}}
                  markers = [{{string.Join(", ", all.Select(Marker))}}]
                }
                {{Lines(Refused.Select(refused => $"{refused.Name}.identifier = {refused.Identifier}"))}}
              }
              serialization-bindings {
                {{Lines(all.Select(marker => $"{Marker(marker)} = topology"))}}
              }
            }
            """);
    }

    private static string Marker(Type type) => AkkaSettings.Quote(AkkaSettings.QualifiedName(type));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
