namespace Topology.Runtime.Routing;

/// <summary>A copy to every task.</summary>
public sealed class AllChooser(int count) : TaskChooser
{
    public override int Choose(ReadOnlySpan<Value> values) => Several;

    public override void ChooseSeveral(ReadOnlySpan<Value> values, List<int> chosen)
    {
        for (var i = 0; i < count; i++)
            chosen.Add(i);
    }
}
