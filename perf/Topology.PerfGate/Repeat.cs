namespace Topology.PerfGate;

/// <summary>One round through the figures. Figures that need the same measurement share it within a round.</summary>
internal sealed class Repeat(GateParameters parameters)
{
    private readonly Dictionary<string, object> _taken = new(StringComparer.Ordinal);

    public GateParameters Parameters => parameters;

    /// <summary>The measurement of this name, taken when it is first asked for.</summary>
    public T Once<T>(string name, Func<GateParameters, T> measure)
        where T : notnull
    {
        if (_taken.TryGetValue(name, out var known))
            return (T)known;
        var taken = measure(parameters);
        _taken.Add(name, taken);
        return taken;
    }
}
