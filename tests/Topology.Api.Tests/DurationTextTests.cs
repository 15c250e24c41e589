using CsCheck;

namespace Topology.Api.Tests;

public class DurationTextTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("1.5", 1_500)]
    [InlineData(".5", 500)]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("500MS", 500)]
    [InlineData("30s", 30_000)]
    [InlineData(" 30 s ", 30_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0.5h", 1_800_000)]
    public void When_the_text_is_a_duration_Then_it_is_read(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, Second, out var result));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), result);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("s")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("1d")]
    [InlineData("1min")]
    [InlineData("1 2s")]
    [InlineData("1ss")]
    [InlineData("00:00:30")]
    [InlineData("Infinity")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("922337203686")]
    [InlineData("256204779h")]
    public void When_the_text_is_no_duration_or_too_long_Then_it_is_refused(string text)
    {
        Assert.False(DurationText.TryParse(text, Second, out var result));
        Assert.Equal(TimeSpan.Zero, result);
    }

    [Fact]
    public void When_no_unit_is_implied_Then_a_bare_number_is_refused()
    {
        Assert.False(DurationText.TryParse("30", null, out _));
        Assert.True(DurationText.TryParse("30s", null, out var result));
        Assert.Equal(TimeSpan.FromSeconds(30), result);
    }

    [Fact]
    public void When_another_unit_is_implied_Then_a_bare_number_is_in_it()
    {
        Assert.True(DurationText.TryParse("30", TimeSpan.FromMilliseconds(1), out var result));
        Assert.Equal(TimeSpan.FromMilliseconds(30), result);
    }

    [Fact]
    public void When_the_text_is_exact_to_100_ns_Then_so_is_the_result()
    {
        Assert.True(DurationText.TryParse("0.0000001", Second, out var result));
        Assert.Equal(1, result.Ticks);
    }

    [Fact]
    public void When_formatted_Then_it_is_a_bare_number_of_units()
    {
        Assert.Equal("90", DurationText.Format(TimeSpan.FromMinutes(1.5), Second));
        Assert.Equal("0.0000001", DurationText.Format(TimeSpan.FromTicks(1), Second));
        Assert.Equal("0.25", DurationText.Format(TimeSpan.FromMicroseconds(250), TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void Every_duration_is_read_back_as_formatted() => Gen.Long[0, long.MaxValue].Sample(
        ticks => DurationText.TryParse(DurationText.Format(TimeSpan.FromTicks(ticks), Second), Second, out var result) && result.Ticks == ticks,
        iter: 2_000,
        threads: 1);

    [Fact]
    public void The_longest_duration_is_read_back_as_formatted()
    {
        var text = DurationText.Format(TimeSpan.MaxValue, Second);

        Assert.Equal("922337203685.4775807", text);
        Assert.True(DurationText.TryParse(text, Second, out var result));
        Assert.Equal(TimeSpan.MaxValue, result);
    }
}
