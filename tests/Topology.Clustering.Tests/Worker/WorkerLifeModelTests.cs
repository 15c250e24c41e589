using CsCheck;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Random deaths, moves, broken links and lost messages among workers whose lives must agree in the end.</summary>
public class WorkerLifeModelTests
{
    [Fact]
    public void When_it_is_calm_at_last_Then_all_are_ready_and_each_pair_has_one_link() => Gen.Select(Gen.UInt, Gen.Int[2, 4], Gen.Int[0, 400]).Sample((seed, workers, steps) =>
    {
        var network = new ModelPeers(new Random((int)seed), workers);
        for (var i = 0; i < steps; i++)
            network.Step();

        network.Calm();

        foreach (var peer in network.Peers)
        {
            Assert.Equal((WorkerPhase.Ready, network.Generation, network.Goal), (peer.Life.Phase, peer.Life.Generation, peer.Life.Reached));
            Assert.Empty(peer.Life.LostLinks);
            foreach (var other in network.Peers.Where(other => other != peer))
            {
                var link = peer.LinkTo(other.Worker);
                Assert.NotNull(link);
                Assert.Same(link, other.LinkTo(peer.Worker));
                Assert.False(link.IsBroken);
            }
        }
    }, iter: 2000, threads: 1);
}
