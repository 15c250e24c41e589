using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class TopologyRequestsTests
{
    private static readonly Dictionary<string, int> None = [];

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("", "name")]
    [InlineData("words", "words-1-")]
    public void When_a_name_is_bad_or_taken_Then_it_is_refused_and_says_why(string name, string expected)
    {
        var state = MasterState.Empty.Apply(Samples.Submitted());

        var refused = TopologyRequests.CheckName(state, name);

        Assert.Equal(RefusalKind.Invalid, refused?.Kind);
        Assert.Contains(expected, refused!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_it_is_submitted_without_a_name_Then_it_has_the_definitions()
    {
        var verdict = TopologyRequests.Submit(MasterState.Empty, Samples.Submit(name: null), 7, Samples.Blueprint(name: "own"), Samples.Start);

        Assert.Equal("own", Assert.IsType<TopologyAccepted>(verdict.Reply).Name);
        Assert.Equal(7, Assert.IsType<TopologySubmitted>(verdict.Event).Code.PackageBytes);
    }

    [Fact]
    public void When_it_is_killed_before_it_has_a_place_Then_it_ends_at_once()
    {
        var state = MasterState.Empty.Apply(Samples.Submitted());

        var verdict = TopologyRequests.Judge(state, new KillTopologyByName("words", null), Samples.Start);

        Assert.Equal(TopologyStatus.Killed, Assert.IsType<TopologyEnded>(verdict.Event).Status);
    }

    [Fact]
    public void When_it_is_draining_Then_other_changes_are_refused_with_its_status()
    {
        var life = LifeOfOne.Active();
        life.Ask(new KillTopologyByName("words", null));
        var state = MasterState.Empty with { Alive = [life.Record] };

        foreach (var request in new ClientRequest[] { new ActivateTopology("words"), new DeactivateTopology("words"), new RebalanceTopology("words", 1, None, null) })
        {
            var refused = Assert.IsType<RequestRefused>(TopologyRequests.Judge(state, request, Samples.Start).Reply);
            Assert.Equal(RefusalKind.Invalid, refused.Kind);
            Assert.Contains("Draining", refused.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void When_a_rebalance_makes_no_sense_Then_every_mistake_is_told()
    {
        var state = MasterState.Empty with { Alive = [LifeOfOne.Active().Record] };

        var verdict = TopologyRequests.Judge(state, new RebalanceTopology("words", 0, new Dictionary<string, int> { ["count"] = 6, ["nobody"] = 1 }, null), Samples.Start);

        var refused = Assert.IsType<RequestRefused>(verdict.Reply);
        Assert.Null(verdict.Event);
        Assert.Contains("topology.workers", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("1 to 5", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("nobody", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_nobody_has_the_name_Then_it_is_not_found()
    {
        var refused = Assert.IsType<RequestRefused>(TopologyRequests.Judge(MasterState.Empty, new ActivateTopology("x"), Samples.Start).Reply);

        Assert.Equal(RefusalKind.NotFound, refused.Kind);
    }

    [Fact]
    public void When_a_request_is_too_large_or_malformed_Then_the_limits_say_so()
    {
        ClientRequest[] bad =
        [
            new GetTopology(new string('x', 200)),
            Samples.Submit() with { Package = "../x" },
            Samples.Submit() with { Assembly = "../Words.dll" },
            Samples.Submit() with { Arguments = [new string('x', RequestLimits.TextLength + 1)] },
            Samples.Submit() with { Arguments = [.. Enumerable.Repeat("", RequestLimits.Items + 1)] },
            Samples.Submit() with { Name = new string('x', 200) },
            new UploadPiece(Samples.Package, 0, new byte[RequestLimits.PieceBytes + 1]),
            new UploadPiece(Samples.Package, -1, new byte[1]),
            new BeginUpload(Samples.Package, 0),
            new KillTopologyByName("words", TimeSpan.FromSeconds(-1)),
        ];

        Assert.All(bad, request => Assert.NotNull(RequestLimits.Check(request)));
        Assert.Null(RequestLimits.Check(Samples.Submit()));
        Assert.Null(RequestLimits.Check(new UploadPiece(Samples.Package, 0, new byte[RequestLimits.PieceBytes])));
    }

    [Fact]
    public void When_settings_are_shown_Then_secrets_are_masked()
    {
        var shown = SecretSettings.Mask(new Dictionary<string, string> { ["db.Password"] = "x", ["my.api-key"] = "y", ["topology.workers"] = "2" });

        Assert.Equal(["*****", "*****", "2"], shown.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }
}
