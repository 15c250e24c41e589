using Topology.Clustering.Master;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class ClusterViewTests
{
    private static readonly DateTimeOffset Start = Samples.Start;
    private readonly ClusterView _view = new(Start);

    [Fact]
    public void When_a_node_says_nothing_for_ten_seconds_Then_it_is_not_alive_until_it_reports_again()
    {
        _view.Take(Samples.NodeReport("a", 2, 0), Start);

        Assert.True(_view.IsAlive("a", Start + ClusterView.NodeSilence));
        var later = Start + ClusterView.NodeSilence + TimeSpan.FromMilliseconds(1);
        Assert.False(_view.IsAlive("a", later));
        Assert.Empty(_view.Schedulable(later));
        _view.Take(Samples.NodeReport("a", 2, 0), later);
        Assert.True(_view.IsAlive("a", later));
        Assert.Equal(later, _view.ChangedAt);
    }

    [Fact]
    public void When_the_cluster_removes_a_node_Then_it_is_gone_at_once()
    {
        var report = Samples.NodeReport("a", 2, 0);
        _view.Take(report, Start);

        _view.AddressGone(report.Address, Start);

        Assert.False(_view.IsAlive("a", Start));
    }

    [Fact]
    public void When_the_master_has_just_begun_Then_it_is_too_early_to_miss_anybody()
    {
        Assert.True(_view.IsInGrace(Start + ClusterView.Grace - TimeSpan.FromMilliseconds(1)));
        Assert.False(_view.IsInGrace(Start + ClusterView.Grace));
    }
}
