using Topology.Streams.Planning;

namespace Topology.Streams.Running;

/// <summary>Notes which operator's function threw, in a filter, so that nothing is unwound and the stack trace stays whole.</summary>
internal static class Blame
{
    private const string Entry = "Topology.Streams.Operator";

    /// <summary>Notes it unless it is known; always false.</summary>
    public static bool On(Operator culprit, Exception error)
    {
        if (!error.Data.Contains(Entry))
            error.Data[Entry] = culprit.Shown;
        return false;
    }

    /// <summary>The error with the operator named, if one is to blame.</summary>
    public static Exception Name(Exception error, string component) => error.Data[Entry] is string culprit
        ? new StreamException($"{culprit} of component \"{component}\" failed: {error.GetType().Name}: {error.Message}", error)
        : error;
}
