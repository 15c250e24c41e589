using Topology.Runtime.Messaging;
using Topology.Runtime.State;

namespace Topology.Runtime.Windows;

/// <summary>Windows that keep accumulators, of a <see cref="WindowedBolt{TAccumulator}"/>.</summary>
internal sealed class AggregateContents<T>(WindowedBolt<T> bolt, EntryCodec<T> codec) : WindowContents<T>
{
    public override bool CanSubtract { get; } = bolt.CanSubtract;

    public override T Create() => bolt.CreateAccumulator();

    public override T Add(T value, WindowInput input) => bolt.Add(value, input.Tuple);

    public override T Merge(T left, T right) => bolt.Merge(left, right);

    public override T Subtract(T total, T leaving) => bolt.Subtract(total, leaving);

    public override void Show(in Firing<T> firing) => bolt.Execute(new WindowFrame<T>
    {
        Key = firing.Key.Key,
        Value = firing.Value,
        Start = WindowTime.Of(firing.Start),
        End = WindowTime.Of(firing.End),
        Pane = firing.Pane,
        IsRetraction = firing.IsRetraction,
    });

    public override void Write(T value, EncodeBuffer target) => codec.Write(value, target);

    public override T Read(ref WireReader reader, ReadOnlyMemory<byte> bytes) => codec.Read(ref reader, bytes);
}
