using CsCheck;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

/// <summary>Random requests, deaths, losses and changes of the master against a cluster that obeys.</summary>
public class MasterModelTests
{
    private static readonly Dictionary<string, int> None = [];

    [Fact]
    public void When_anything_happens_in_any_order_Then_every_topology_reaches_its_goal_once_it_is_calm()
    {
        Gen.Select(Gen.UInt, Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 120]).Sample((seed, nodes, slots, steps) =>
        {
            var random = new Random((int)seed);
            var cluster = new ModelCluster(random, nodes, slots) { Loss = random.Next(3) * 0.1 };
            var killed = new HashSet<string>();
            for (var i = 0; i < steps; i++)
            {
                Disturb(cluster, random, killed);
                cluster.Advance();
            }

            cluster.Loss = 0;
            foreach (var node in cluster.Nodes.Where(node => !node.HasSupervisor))
                node.StartSupervisor();
            for (var i = 0; i < 400; i++) // 200 s: message time-out, stop and removal limits, and a spreading
                cluster.Advance();

            AssertCalm(cluster, killed);
        }, iter: 500);
    }

    private static void Disturb(ModelCluster cluster, Random random, HashSet<string> killed)
    {
        var node = cluster.Nodes[random.Next(cluster.Nodes.Count)];
        var name = cluster.Control.State.Alive.Count == 0 ? "" : cluster.Control.State.Alive[random.Next(cluster.Control.State.Alive.Count)].Id;
        var process = node.Processes.Count == 0 ? null : node.Processes[random.Next(node.Processes.Count)];
        switch (random.Next(40))
        {
            case 0 or 1 or 2 when cluster.Control.State.Alive.Count < 3:
                cluster.Submit(random.Next(1, 4));
                break;
            case 3 or 4 when process is not null:
                cluster.KillProcess(node, process);
                break;
            case 5:
                cluster.KillSupervisor(node);
                break;
            case 6:
                cluster.KillNode(node);
                break;
            case 7 or 8 or 9 when !node.HasSupervisor:
                node.StartSupervisor();
                break;
            case 10:
                cluster.RestartMaster();
                break;
            case 15 when process is not null:
                process.LostLinks.Add(random.Next(3));
                break;
            case var other:
                AskSomething(cluster, random, killed, name, other);
                break;
        }
    }

    private static void AskSomething(ModelCluster cluster, Random random, HashSet<string> killed, string name, int what)
    {
        switch (what)
        {
            case 11:
                cluster.Ask(new ActivateTopology(name));
                break;
            case 12:
                cluster.Ask(new DeactivateTopology(name));
                break;
            case 13:
                cluster.Ask(new RebalanceTopology(name, random.Next(3) == 0 ? null : random.Next(1, 4), random.Next(2) == 0 ? None : new() { ["count"] = random.Next(1, 5) }, TimeSpan.FromSeconds(random.Next(20))));
                break;
            case 14 when name.Length > 0:
                cluster.Ask(new KillTopologyByName(name, random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(20))));
                killed.Add(name);
                break;
        }
    }

    private static void AssertCalm(ModelCluster cluster, HashSet<string> killed)
    {
        var state = cluster.Control.State;
        Assert.DoesNotContain(state.Alive, record => killed.Contains(record.Id));
        foreach (var record in state.Alive)
        {
            if (record.Phase == TopologyPhase.Placing)
            {
                Assert.NotNull(Picture.Of(record, cluster.Control, cluster.Now).Trouble);
                continue;
            }
            Assert.Equal(record.WantsActive ? TopologyStatus.Active : TopologyStatus.Inactive, record.Status);
            Assert.True(cluster.Control.ControlOf(record.Id).IsReady(record), "not ready");
            Assert.All(record.Seats.Where(seat => seat.IsLinked), seat =>
            {
                var process = Assert.Single(cluster.Processes, process => process.Address == seat.Address);
                Assert.Equal(record.Goal, process.Goal);
                Assert.Equal(record.Generation, process.Generation);
            });
        }
        var seats = state.Alive.Sum(record => record.Seats.Count(seat => seat.IsLinked));
        Assert.Equal(seats, cluster.Processes.Count());
    }
}
