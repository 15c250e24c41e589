using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Reads values of this version, and makes such values of older ones.</summary>
internal sealed class EntryReader<T>(EntryCodec<T> codec, StateOptions<T> options)
{
    public T Read(ref WireReader reader, ReadOnlyMemory<byte> bytes, int version) =>
        version == options.Version ? codec.Read(ref reader, bytes) : Upgrade(codec.ReadAny(ref reader, bytes), version);

    private T Upgrade(object? value, int version)
    {
        try
        {
            return options.Upgrade!(version, value); // set, or the piece would have been refused
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"the state's Upgrade refuses a value: {e.Message}", e);
        }
    }
}
