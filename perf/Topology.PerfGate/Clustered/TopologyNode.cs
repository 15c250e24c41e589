using System.Diagnostics;

namespace Topology.PerfGate.Clustered;

/// <summary>A process of <c>topology node</c>. What it prints goes to a file.</summary>
internal sealed class TopologyNode : IDisposable
{
    private readonly Process _process;

    private TopologyNode(string name, Process process) => (Name, _process) = (name, process);

    /// <summary>In the cluster.</summary>
    public string Name { get; }

    /// <summary>Starts one; it is up when a client gets an answer.</summary>
    /// <param name="name">In the cluster.</param>
    /// <param name="folder">The node's own: gets its configuration, its data and its log.</param>
    /// <param name="configuration">HOCON.</param>
    public static TopologyNode Start(string name, string folder, string configuration)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "node.conf");
        File.WriteAllText(file, configuration);
        // The shell only points the output at the file: exec makes it the node, with the same id.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", "exec \"$0\" node --config \"$1\" > node.log 2>&1 < /dev/null", PerfPaths.Program, file])
            start.ArgumentList.Add(argument);
        return new TopologyNode(name, Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start."));
    }

    /// <summary>As <c>kill -9</c>: the node's workers go on. Waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Kills it if it is alive.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
