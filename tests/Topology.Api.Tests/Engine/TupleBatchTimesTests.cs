using CsCheck;
using Topology.Engine;

namespace Topology.Api.Tests.Engine;

public class TupleBatchTimesTests
{
    private static readonly StreamSource Words = new("words", "default", 1, new Fields("word"));

    [Fact]
    public void When_any_tuples_get_event_times_Then_the_others_have_none() => Gen.Long[-1, 3].Array[1, TupleBatch.MaxTuples].Select(Gen.Int[1, TupleBatch.MaxTuples]).Sample((times, expected) =>
    {
        var batch = new TupleBatch(Words, 7, expected);
        foreach (var time in times)
        {
            batch.Add(Words, 7, [time]);
            if (time != 2)
                batch.SetEventTime(time);
        }

        Assert.Equal(times.Select(time => time == 2 ? TupleBatch.NoEventTime : time), times.Select((_, index) => batch.EventTimeOf(index)));
        Assert.Equal(times.Any(time => time is not (2 or -1)), batch.HasEventTimes);
    });

    [Fact]
    public void When_a_tuple_has_an_event_time_Then_user_code_sees_it_in_utc()
    {
        var batch = new TupleBatch(Words, 7, 1);
        batch.Add(Words, 7, ["a"]);
        batch.Add(Words, 7, ["b"]);
        batch.SetEventTime(DateTime.UnixEpoch.Ticks);

        Assert.Null(batch[0].EventTime);
        Assert.Equal((DateTime.UnixEpoch, DateTimeKind.Utc), (batch[1].EventTime, batch[1].EventTime!.Value.Kind));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(3155378975999999999, false)]
    [InlineData(3155378975999999999, true)]
    [InlineData(WatermarkSignal.End, false)]
    [InlineData(WatermarkSignal.Replaying, false)]
    public void When_a_signal_is_packed_Then_it_comes_out_the_same(long watermark, bool isIdle)
    {
        var signal = new WatermarkSignal(watermark, isIdle);

        Assert.True(signal.Packed >= 0);
        Assert.True(WatermarkSignal.TryUnpack(signal.Packed, out var unpacked));
        Assert.Equal(signal, unpacked);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(3155378976000000000)]
    [InlineData(long.MaxValue - 2)]
    public void When_a_number_is_no_signal_Then_it_is_refused(long packed) => Assert.False(WatermarkSignal.TryUnpack(packed, out _));

    [Fact]
    public void When_a_watermark_was_not_taken_Then_it_can_say_something_newer()
    {
        var batch = TupleBatch.OfWatermark(new WatermarkSignal(1));

        Assert.True(batch.TryReplace(new WatermarkSignal(2, IsIdle: true)));
        Assert.Equal(new WatermarkSignal(2, IsIdle: true), batch.TakeSignal());
        Assert.False(batch.TryReplace(new WatermarkSignal(3)));
    }

    [Fact]
    public void When_a_watermark_says_that_tuples_are_replayed_Then_it_says_nothing_newer()
    {
        var batch = TupleBatch.OfWatermark(new WatermarkSignal(1));

        Assert.True(batch.TryReplace(new WatermarkSignal(WatermarkSignal.Replaying)));
        Assert.False(batch.TryReplace(new WatermarkSignal(2)));

        Assert.Equal(new WatermarkSignal(WatermarkSignal.Replaying), batch.TakeSignal());
    }
}
