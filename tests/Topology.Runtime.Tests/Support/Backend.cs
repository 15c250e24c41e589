using Topology.Runtime.State;

namespace Topology.Runtime.Tests.Support;

/// <summary>Where the states are kept that tests of states are about. Projects of other storages have one of their own.</summary>
internal static class Backend
{
    /// <summary>Null: in memory.</summary>
    public static IStateStorage? Storage => null;

    /// <summary>How often a model is tried.</summary>
    public static int ModelRuns => 300;

    /// <summary>Told of every task's states that are made.</summary>
    public static TaskStates Made(TaskStates states) => states;
}
