using System.Collections.Concurrent;
using Topology.Runtime.State;
using Topology.State.RocksDb.Tests.Support;

[assembly: AssemblyFixture(typeof(Topology.Runtime.Tests.Support.Backend.End))]

namespace Topology.Runtime.Tests.Support;

/// <summary>Tests of states are about states in one storage here.</summary>
internal static class Backend
{
    private static readonly Lazy<TestStorage> Shared = new(() => new TestStorage());
    private static readonly ConcurrentQueue<TaskStates> All = [];

    public static IStateStorage Storage => Shared.Value.Storage;

    /// <summary>Few: each makes a hundred databases.</summary>
    public static int ModelRuns => 5;

    public static TaskStates Made(TaskStates states)
    {
        All.Enqueue(states);
        return states;
    }

    /// <summary>After all tests.</summary>
    public sealed class End : IDisposable
    {
        public void Dispose()
        {
            foreach (var states in All)
                states.Dispose();
            if (Shared.IsValueCreated)
                Shared.Value.Dispose();
        }
    }
}
