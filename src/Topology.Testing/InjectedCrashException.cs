namespace Topology.Testing;

/// <summary>What an executor fails with when a test had it crash.</summary>
public sealed class InjectedCrashException : Exception
{
    internal InjectedCrashException(string executor) : base($"The test had {executor} crash.") { }
}
