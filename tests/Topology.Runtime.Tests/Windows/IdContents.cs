using Topology.Runtime.Messaging;
using Topology.Runtime.Windows;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Keeps the ids of tuples in lists that are changed in place: whoever changes what is not his spoils a result. Counts what is done.</summary>
internal sealed class IdContents(bool subtracts) : WindowContents<List<int>>
{
    public int Merges { get; private set; }

    public override bool CanSubtract => subtracts;

    public override List<int> Create() => [];

    public override List<int> Add(List<int> value, WindowInput input)
    {
        value.Add(input.Tuple.GetInt32(0));
        return value;
    }

    public override List<int> Merge(List<int> left, List<int> right)
    {
        Merges++;
        left.AddRange(right);
        return left;
    }

    public override List<int> Subtract(List<int> total, List<int> leaving)
    {
        Merges++;
        foreach (var id in leaving)
            Assert.True(total.Remove(id), $"{id} leaves and was not in");
        return total;
    }

    public override void Show(in Firing<List<int>> firing) { }

    public override void Write(List<int> value, EncodeBuffer target)
    {
        target.WriteVarint((uint)value.Count);
        foreach (var id in value)
            target.WriteInt32(id);
    }

    public override List<int> Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var ids = new List<int>();
        for (var left = reader.ReadCount(sizeof(int), "ids"); left > 0; left--)
            ids.Add(reader.ReadInt32());
        return ids;
    }
}
