using System.Reflection;
using System.Runtime.Loader;
using Topology.Clustering.Transport;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Local;

/// <summary>The serializer for the states of a topology that runs in this process: its own types are those of every assembly loaded with it that is neither the framework's nor the runtime's.</summary>
internal static class LocalSerializer
{
    private static readonly HashSet<Assembly> Runtime = [typeof(Spout).Assembly, typeof(IValueSerializer).Assembly, typeof(LocalSerializer).Assembly];
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";

    public static IValueSerializer Of(TopologySpec spec)
    {
        var context = spec.Components
            .Select(component => AssemblyLoadContext.GetLoadContext(component.Factory.Method.Module.Assembly))
            .FirstOrDefault(context => context is not null && context != AssemblyLoadContext.Default);
        return new HyperionValueSerializer((context ?? AssemblyLoadContext.Default).Assemblies.Where(IsOwn), context);
    }

    private static bool IsOwn(Assembly assembly) =>
        !assembly.IsDynamic && !Runtime.Contains(assembly) && Path.GetDirectoryName(assembly.Location) != Framework;
}
