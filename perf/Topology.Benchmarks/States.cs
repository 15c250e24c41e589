using System.Buffers;
using System.Text;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Benchmarks;

/// <summary>States of a task that serializes no objects, and what would do in their place.</summary>
internal static class States
{
    public static TaskStates Empty() => With([]);

    public static TaskStates With(IReadOnlyList<RestoredPiece> restored) => new(new StateOwner("count", 0, 1), new NoObjects(), restored, null);

    /// <summary>Strings by strings from a full piece, in the simplest way.</summary>
    public static Dictionary<string, string> ReadPlainly(ReadOnlyMemory<byte> piece)
    {
        var reader = new WireReader(piece.Span);
        reader.ReadByte(); // format
        reader.ReadVarint(); // removed keys: none
        var count = (int)reader.ReadVarint();
        var read = new Dictionary<string, string>(count);
        for (; count > 0; count--)
        {
            var key = ReadText(ref reader);
            read.Add(key, ReadText(ref reader));
        }
        return read;
    }

    private static string ReadText(ref WireReader reader)
    {
        reader.ReadByte(); // what it is
        return Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadVarint()));
    }

    private sealed class NoObjects : IValueSerializer
    {
        public void Serialize(object value, IBufferWriter<byte> target) => throw new NotSupportedException();

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException();
    }
}
