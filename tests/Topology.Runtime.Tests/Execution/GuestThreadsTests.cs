using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Which guests are in a slice, and from which others take over.</summary>
public class GuestThreadsTests
{
    private readonly GuestThreads _guests = new();
    private readonly SliceExecutor _executor = new(TestEnvironment.Create(new ManualScheduler(), new EngineClock(new FakeTimeProvider())));
    private int _takenOver;

    [Fact]
    public void When_slices_are_short_Then_nobody_takes_over()
    {
        var guest = MakeGuest();
        Assert.False(_guests.Any);
        for (var i = 0; i < 10; i++)
        {
            _guests.Enter(guest, _executor);
            Assert.True(_guests.Any);
            Assert.Empty(_guests.ReplaceHeld(times: 1));
            Assert.True(_guests.TryLeave(guest));
            Assert.Empty(_guests.ReplaceHeld(times: 1));
        }

        Assert.False(_guests.Any);
        Assert.Equal(0, _takenOver);
    }

    [Fact]
    public void When_it_is_seen_in_one_slice_too_often_Then_others_take_over_once_and_it_learns_of_it()
    {
        var (guest, other) = (MakeGuest(), MakeGuest());
        _guests.Enter(guest, _executor);
        Assert.Empty(_guests.ReplaceHeld(times: 2)); // the first look only notes the slice
        Assert.Empty(_guests.ReplaceHeld(times: 2));
        _guests.Enter(other, _executor);

        Assert.Equal([_executor], _guests.ReplaceHeld(times: 2));
        Assert.Equal(1, _takenOver);
        Assert.Empty(_guests.ReplaceHeld(times: 2)); // nobody is replaced twice
        Assert.False(_guests.TryLeave(guest));
        Assert.True(_guests.TryLeave(other));
        Assert.Equal(1, _takenOver);
    }

    private GuestThread MakeGuest() => new(takeOver: () => _takenOver++);
}
