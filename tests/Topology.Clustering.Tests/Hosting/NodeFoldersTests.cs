using Topology.Clustering.Hosting;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Hosting;

public sealed class NodeFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_another_node_runs_with_the_data_folder_Then_the_message_says_which_and_it_can_be_had_afterwards()
    {
        var first = NodeFolders.Take(Config("a"));

        var error = Assert.Throws<TopologyException>(() => NodeFolders.Take(Config("a")));
        first.Dispose();
        NodeFolders.Take(Config("a")).Dispose();

        Assert.Equal($"node.data-dir: another node runs with {_folder["a"]}. End that one, or give each node a folder of its own.", error.Message);
    }

    [Fact]
    public void When_two_nodes_share_the_folder_of_logs_Then_the_second_is_refused_and_keeps_nothing()
    {
        using var first = NodeFolders.Take(Config("a", logs: "logs"));

        var error = Assert.Throws<TopologyException>(() => NodeFolders.Take(Config("b", logs: "logs")));
        NodeFolders.Take(Config("b")).Dispose();

        Assert.Contains($"supervisor.log-dir: another node runs with {_folder["logs"]}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_node_starts_no_workers_Then_it_takes_no_logs()
    {
        using var first = NodeFolders.Take(Config("a", logs: "logs"));

        NodeFolders.Take(Config("b", isSupervisor: false, logs: "logs")).Dispose();
    }

    [Fact]
    public void When_logs_cannot_be_written_Then_the_node_starts_without_and_not_so_without_data()
    {
        File.WriteAllText(_folder["file"], "");

        NodeFolders.Take(Config("a", logs: "file")).Dispose();
        var error = Assert.Throws<TopologyException>(() => NodeFolders.Take(Config("file")));

        Assert.StartsWith($"node.data-dir: {_folder["file"]} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    private NodeConfig Config(string data, bool isSupervisor = true, string? logs = null) => new()
    {
        Node = new NodeOptions { DataDir = _folder[data], Roles = isSupervisor ? [NodeRole.Master, NodeRole.Supervisor] : [NodeRole.Master] },
        Supervisor = new SupervisorSettings { LogDir = logs is null ? null : _folder[logs] },
    };
}
