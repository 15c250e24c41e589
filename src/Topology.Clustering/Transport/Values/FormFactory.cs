using System.Collections.Concurrent;
using Hyperion;
using Hyperion.SerializerFactories;
using Hyperion.ValueSerializers;

namespace Topology.Clustering.Transport.Values;

/// <summary>Gives Hyperion the serializer of every type it meets, when writing and when reading, nested or not. So nothing that is not allowed is written, and none of Hyperion's own
/// factories is ever asked: those for delegates, methods and ISerializable could be made to run anything.</summary>
internal sealed class FormFactory(AllowedTypes allowed) : ValueSerializerFactory
{
    public override bool CanSerialize(Serializer serializer, Type type) => true;

    public override bool CanDeserialize(Serializer serializer, Type type) => true;

    /// <summary>Never leaves a serializer unfinished in the table: Hyperion would wait for its completion forever.</summary>
    public override ValueSerializer BuildSerializer(Serializer serializer, Type type, ConcurrentDictionary<Type, ValueSerializer> typeMapping)
    {
        var made = new ObjectSerializer(type);
        if (!typeMapping.TryAdd(type, made))
            return typeMapping[type];
        try
        {
            if (!allowed.IsAllowed(type))
                Refuse(made, new TypeNotAllowedException(type));
            else if ((PlainForms.Of(type) ?? CollectionForms.Of(type)) is { } form)
                made.Initialize(form.Read, form.Write);
            else
                serializer.CodeGenerator.BuildSerializer(serializer, made); // field by field
        }
        catch (Exception e)
        {
            Refuse(made, e); // told whenever a value of the type comes along
        }
        return made;
    }

    /// <summary>A serializer that only throws.</summary>
    public static ObjectSerializer Refusing(Type type)
    {
        var made = new ObjectSerializer(type);
        Refuse(made, new TypeNotAllowedException(type));
        return made;
    }

    private static void Refuse(ObjectSerializer made, Exception reason) =>
        made.Initialize((_, _) => throw Again(made.Type, reason), (_, _, _) => throw Again(made.Type, reason));

    private static TopologyException Again(Type type, Exception reason) => new(reason is TypeNotAllowedException ? reason.Message : $"{type}: {reason.Message}", reason);
}
