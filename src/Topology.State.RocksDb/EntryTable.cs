using System.Buffers.Binary;
using Topology.Runtime.State;

namespace Topology.State.RocksDb;

/// <summary>The entries of a database whose keys begin with a number.</summary>
internal sealed class EntryTable(TaskDatabase database, ushort number) : IEntryTable
{
    private readonly PrefixedKey _key = new(number);

    public int Read(ReadOnlySpan<byte> key, ref byte[] value) => database.Read(_key.Of(key), ref value);

    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => database.Write(_key.Of(key), value);

    public void Remove(ReadOnlySpan<byte> key) => database.Remove(_key.Of(key));

    public IEntrySnapshot TakeSnapshot() => new EntrySnapshot(database, number);
}

/// <summary>Puts a table's number before keys. One thread at a time.</summary>
internal sealed class PrefixedKey
{
    public const int PrefixBytes = sizeof(ushort);

    private byte[] _bytes = new byte[128];

    public PrefixedKey(ushort number) => BinaryPrimitives.WriteUInt16BigEndian(_bytes, number);

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> key)
    {
        var length = PrefixBytes + key.Length;
        if (_bytes.Length < length)
            Array.Resize(ref _bytes, 2 * length);
        key.CopyTo(_bytes.AsSpan(PrefixBytes));
        return _bytes.AsSpan(0, length);
    }
}
