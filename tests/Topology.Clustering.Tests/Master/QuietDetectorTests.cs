using CsCheck;
using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Master.Support;

namespace Topology.Clustering.Tests.Master;

public class QuietDetectorTests
{
    private static readonly Dictionary<int, long> Two = new() { [0] = 1, [1] = 1 };

    [Fact]
    public void When_two_rounds_are_quiet_and_nothing_began_between_them_Then_it_is_proven()
    {
        var detector = new QuietDetector();

        Ask(detector, Two, (true, 5), (true, 7));
        Assert.False(detector.IsProven);
        Ask(detector, Two, (true, 5), (true, 7));

        Assert.True(detector.IsProven);
    }

    [Fact]
    public void When_work_began_between_the_rounds_Then_a_third_one_is_needed()
    {
        var detector = new QuietDetector();

        Ask(detector, Two, (true, 5), (true, 7));
        Ask(detector, Two, (true, 5), (true, 8));
        Assert.False(detector.IsProven);
        Ask(detector, Two, (true, 5), (true, 8));

        Assert.True(detector.IsProven);
    }

    [Fact]
    public void When_one_is_not_quiet_Then_the_rounds_begin_again()
    {
        var detector = new QuietDetector();

        Ask(detector, Two, (true, 5), (true, 7));
        Ask(detector, Two, (true, 5), (false, 7));
        Ask(detector, Two, (true, 5), (true, 7));
        Assert.False(detector.IsProven);
        Ask(detector, Two, (true, 5), (true, 7));

        Assert.True(detector.IsProven);
    }

    [Fact]
    public void When_a_process_is_another_one_Then_the_round_before_does_not_count()
    {
        var detector = new QuietDetector();
        var other = new Dictionary<int, long> { [0] = 1, [1] = 2 };

        Ask(detector, Two, (true, 0), (true, 0));
        Ask(detector, other, (true, 0), (true, 0));
        Assert.False(detector.IsProven);
        Ask(detector, other, (true, 0), (true, 0));

        Assert.True(detector.IsProven);
    }

    [Fact]
    public void When_an_answer_is_missing_late_or_given_twice_Then_it_does_not_count()
    {
        var detector = new QuietDetector();
        Ask(detector, Two, (true, 5), (true, 7));
        var round = detector.Begin(Two);

        detector.Take(new QuietAnswer("t", 0, 1, round, true, 5));
        detector.Take(new QuietAnswer("t", 0, 1, round, true, 5));
        detector.Take(new QuietAnswer("t", 1, 1, round - 1, true, 7));
        detector.Take(new QuietAnswer("t", 1, 9, round, true, 7));

        Assert.False(detector.IsRoundComplete);
        Assert.False(detector.IsProven);
    }

    [Fact]
    public void When_it_is_reset_Then_earlier_rounds_do_not_count()
    {
        var detector = new QuietDetector();
        Ask(detector, Two, (true, 5), (true, 7));

        detector.Reset();
        Ask(detector, Two, (true, 5), (true, 7));

        Assert.False(detector.IsProven);
    }

    /// <summary>Random work spreads over workers, in any order of deliveries, answers and questions.</summary>
    [Fact]
    public void When_messages_pass_at_random_Then_quiet_is_never_claimed_too_early_and_claimed_at_last()
    {
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 40], Gen.UInt).Sample((workers, work, seed) =>
        {
            var random = new Random((int)seed);
            var network = new WorkNetwork(workers, work, random);
            var detector = new QuietDetector();
            for (var step = 0; step < 5_000 && !detector.IsProven; step++)
            {
                network.Step(detector);
                if (detector.IsProven)
                    Assert.False(network.IsAnythingInFlight, "claimed while something was in flight");
            }
            Assert.True(detector.IsProven, "never claimed");
        }, iter: 3_000);
    }

    private static void Ask(QuietDetector detector, Dictionary<int, long> incarnations, params (bool IsQuiet, long Begun)[] answers)
    {
        var round = detector.Begin(incarnations);
        for (var worker = 0; worker < answers.Length; worker++)
            detector.Take(new QuietAnswer("t", worker, incarnations[worker], round, answers[worker].IsQuiet, answers[worker].Begun));
    }
}
