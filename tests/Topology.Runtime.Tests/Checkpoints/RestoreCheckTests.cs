using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>What a topology is told that does not fit its checkpoint.</summary>
public class RestoreCheckTests
{
    private static readonly RestoringComponent Lines = new("lines", IsStateful: true, 1);
    private static readonly RestoringComponent Count = new("count", IsStateful: true, 2);
    private static readonly RestoringComponent Table = new("table", IsStateful: false, 1);

    [Fact]
    public void When_all_is_as_it_was_Then_it_fits() => Assert.Empty(Mistakes(Lines, Count, Table));

    [Fact]
    public void When_keyed_state_has_another_number_of_tasks_Then_it_fits() => Assert.Empty(Mistakes(Lines, Count with { Tasks = 5 }, Table));

    [Fact]
    public void When_a_component_without_state_is_gone_Then_it_fits() => Assert.Empty(Mistakes(Lines, Count));

    [Fact]
    public void When_a_stateful_component_is_gone_Then_it_says_which_and_which_there_are() =>
        Assert.Equal(["It holds state of component \"count\", which the topology has not; its stateful ones are lines."], Mistakes(Lines, Table));

    [Fact]
    public void When_a_stateful_component_is_new_Then_it_says_so() =>
        Assert.Equal(["It holds nothing of the stateful component \"sums\", which would begin with nothing."], Mistakes(Lines, Count, Table, new RestoringComponent("sums", true, 1)));

    [Fact]
    public void When_one_value_for_each_task_meets_another_number_of_tasks_Then_it_says_how_many_there_were() =>
        Assert.Equal(["It holds state \"position\" of component \"lines\" as one value for each of 1 tasks, and the component now has 3: give it 1."], Mistakes(Lines with { Tasks = 3 }, Count, Table));

    private static IReadOnlyList<string> Mistakes(params RestoringComponent[] components) => RestoreCheck.Mistakes(Manifest, components);

    private static CheckpointManifest Manifest => new()
    {
        Id = 3,
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch,
        Tasks =
        [
            new TaskManifest("count", 0, false, [Piece("counts", StateForm.KeyValue)]),
            new TaskManifest("count", 1, false, [Piece("counts", StateForm.KeyValue)]),
            new TaskManifest("lines", 0, false, [Piece("position", StateForm.Value)]),
            new TaskManifest("table", 0, false, []),
        ],
    };

    private static PieceEntry Piece(string state, StateForm form) => new($"3/{state}", state, form, true, 1, 1, 10);
}
