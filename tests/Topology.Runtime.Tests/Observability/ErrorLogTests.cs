using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Observability;

namespace Topology.Runtime.Tests.Observability;

/// <summary>Which errors are kept.</summary>
public class ErrorLogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void When_errors_come_faster_than_the_limit_Then_the_rest_of_the_interval_is_counted_only()
    {
        var log = new ErrorLog(4, TimeSpan.FromSeconds(10), _time);
        var kept = new List<int>();
        for (var i = 0; i < 5; i++)
            Report();
        _time.Advance(TimeSpan.FromSeconds(9));
        Report();
        _time.Advance(TimeSpan.FromSeconds(2));
        Report();

        Assert.Equal([1, 2, 3, 4, 4, 4, 5], kept);
        Assert.Equal(7, log.CountOf("b"));

        void Report()
        {
            log.Add("b", 1, new InvalidDataException());
            kept.Add(log.ToList().Count);
        }
    }

    [Fact]
    public void When_an_error_is_kept_Then_the_answer_says_so()
    {
        var log = new ErrorLog(1, TimeSpan.FromSeconds(10), _time);

        Assert.True(log.Add("b", 1, new InvalidDataException()));
        Assert.False(log.Add("b", 1, new InvalidDataException()));
    }

    [Fact]
    public void When_a_component_has_more_than_ten_Then_its_last_ten_are_kept_oldest_first()
    {
        var log = new ErrorLog(5, TimeSpan.FromSeconds(10), _time);
        for (var i = 0; i < 25; i++)
        {
            log.Add("b", 1, new InvalidDataException($"error {i}"));
            _time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(Enumerable.Range(15, 10).Select(i => $"error {i}"), log.ToList().Select(error => error.Message));
        Assert.Equal(25, log.CountOf("b"));
    }

    [Fact]
    public void When_one_component_throws_without_end_Then_errors_of_others_are_kept_all_the_same()
    {
        var log = new ErrorLog(5, TimeSpan.FromSeconds(10), _time);
        for (var i = 0; i < 1000; i++)
            log.Add("noisy", 1, new InvalidDataException());

        Assert.True(log.Add("quiet", 2, new InvalidDataException()));
        Assert.Equal((5, 1), (log.ToList().Count(e => e.Component == "noisy"), log.ToList().Count(e => e.Component == "quiet")));
    }

    [Fact]
    public void When_components_fail_in_turn_Then_their_errors_are_listed_by_time()
    {
        var log = new ErrorLog(5, TimeSpan.FromSeconds(10), _time);
        foreach (var component in new[] { "b", "a", "b", "c" })
        {
            log.Add(component, 1, new InvalidDataException());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["b", "a", "b", "c"], log.ToList().Select(error => error.Component));
    }

    [Fact]
    public void When_an_error_has_several_lines_Then_the_first_is_the_message_and_all_are_in_the_detail()
    {
        var log = new ErrorLog(5, TimeSpan.FromSeconds(10), _time);
        log.Add("b", 7, new InvalidDataException("first\r\nsecond"));

        var error = Assert.Single(log.ToList());
        Assert.Equal(("b", 7, "first", _time.GetUtcNow()), (error.Component, error.Task, error.Message, error.Time));
        Assert.Contains("InvalidDataException: first\r\nsecond", error.Detail);
    }

    [Fact]
    public void When_a_component_never_failed_Then_it_has_no_errors()
    {
        var log = new ErrorLog(5, TimeSpan.FromSeconds(10), _time);

        Assert.Equal(0, log.CountOf("b"));
        Assert.Empty(log.ToList());
    }

    [Fact]
    public void When_none_are_to_be_kept_Then_they_are_counted()
    {
        var log = new ErrorLog(0, TimeSpan.FromSeconds(10), _time);

        Assert.False(log.Add("b", 1, new InvalidDataException()));
        Assert.Equal((1, 0), (log.CountOf("b"), log.ToList().Count));
    }
}
