using Topology.Engine;
using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>A spout, and how its tuples become elements.</summary>
internal sealed class SourceOperator<T>(StreamProgram program, string kind, string stream, Func<(Spout Spout, SpoutMapping<T> Map)> make) : Operator<T>(program, kind)
{
    public string Stream => stream;

    public override bool IsSource => true;

    public override bool TakesState => false; // it restarts with the source's own

    public override IEnumerable<string> Mistakes()
    {
        var declarer = new OutputFieldsDeclarer();
        string? failure = null;
        try
        {
            Make().Spout.DeclareOutputFields(declarer);
        }
        catch (Exception error)
        {
            failure = $"{Shown}: its spout cannot be made: {error.GetType().Name}: {error.Message}";
        }
        if (failure is not null)
            return [failure];
        if (!declarer.Streams.TryGetValue(stream, out var declared))
            return [$"{Shown}: its spout declares no stream \"{stream}\"{NearestName.Hint(stream, declarer.Streams.Keys)}; name one that it declares."];
        return declared.IsDirect ? [$"{Shown}: stream \"{stream}\" of its spout is a direct one, which only a bolt's task can read; name another."] : [];
    }

    public override Component CreateComponent(Segment segment)
    {
        var (spout, map) = Make();
        return spout is IStatefulComponent ? new StatefulFusedSpout<T>(segment, spout, map, this) : new FusedSpout<T>(segment, spout, map, this);
    }

    public override TupleEntry CreateEntry(int input, TaskScope scope) => throw new InvalidOperationException($"{Shown} has no input.");

    private (Spout Spout, SpoutMapping<T> Map) Make() => make() is var made && made.Spout is not null
        ? made
        : throw new InvalidOperationException("its factory returned null");
}
