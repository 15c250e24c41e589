using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Checkpoints;

public class RestoreLeadTests
{
    private readonly List<string> _damaged = [];
    private readonly RestoreLead _lead;

    public RestoreLeadTests() => _lead = new RestoreLead(new Dictionary<int, long> { [0] = 10, [1] = 11 }, 9, (checkpoint, reason) =>
    {
        _damaged.Add($"{checkpoint}: {reason}");
        return checkpoint == 9 ? 7 : 0;
    });

    [Fact]
    public void When_all_hold_the_newest_Then_all_start_and_not_before()
    {
        Assert.True(_lead.Take(State(0)));
        Assert.Equal((9L, false), _lead.Step);
        _lead.Take(State(0, read: 9));
        Assert.Equal((9L, false), _lead.Step);
        _lead.Take(State(1, read: 9));

        Assert.Equal((9L, true), _lead.Step);
        Assert.True(_lead.Take(State(0, read: null))); // told again after an answer that was lost
        Assert.Equal((9L, true), _lead.Step);
    }

    [Fact]
    public void When_it_is_damaged_for_one_Then_all_read_the_one_before()
    {
        _lead.Take(State(0, read: 9));
        _lead.Take(State(1, damaged: 9));
        Assert.Equal((7L, false), _lead.Step);
        _lead.Take(State(1, read: 7));
        Assert.False(_lead.IsStarted); // the first holds the damaged one still
        _lead.Take(State(1, damaged: 9)); // said before
        _lead.Take(State(0, read: 7));
        _lead.Take(State(1, read: 7));

        Assert.Equal((7L, true), _lead.Step);
        Assert.Equal(["9: hash"], _damaged);
    }

    [Fact]
    public void When_all_are_damaged_Then_nobody_starts()
    {
        _lead.Take(State(0, damaged: 9));
        _lead.Take(State(0, damaged: 7));
        _lead.Take(State(0, read: 0));
        _lead.Take(State(1, read: 0));

        Assert.Equal((true, false), (_lead.IsLost, _lead.IsStarted));
    }

    [Fact]
    public void When_a_stranger_speaks_Then_it_does_not_count()
    {
        Assert.False(_lead.Take(State(2, read: 9)));
        Assert.False(_lead.Take(State(1, read: 9) with { Incarnation = 1 }));
        _lead.Take(State(0, read: 9));

        Assert.False(_lead.IsStarted);
    }

    private static RestoreState State(int worker, long? read = null, long? damaged = null) =>
        new("words-1", 3, worker, 10 + worker, read, damaged, damaged is null ? null : "hash");
}
