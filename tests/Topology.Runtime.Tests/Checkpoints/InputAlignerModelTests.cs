using CsCheck;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>The aligner under random interleavings of data, barriers and checkpoints that are given up.</summary>
public class InputAlignerModelTests
{
    private const int Channels = 3;

    // Of each channel, what it sends in order: 0 is data, else a barrier; barriers ascend, and some are left out, as by a sender that failed meanwhile.
    private static readonly Gen<List<long>> Sent = Gen.Int[0, 3].List[0, 14].Select(steps =>
    {
        var (sent, checkpoint) = (new List<long>(), 0L);
        foreach (var step in steps)
            sent.Add(step < 2 ? 0 : checkpoint += step - 1);
        return sent;
    });

    private static readonly Gen<(List<long>[] Sent, List<int> Turns)> Runs = Gen.Select(Sent.Array[Channels], Gen.Int[0, Channels].List[0, 60]);

    [Fact]
    public void When_barriers_come_in_any_order_Then_each_snapshot_holds_exactly_what_came_before_them() => Runs.Sample(run =>
    {
        var (lists, turns) = run;
        var channels = Enumerable.Range(0, Channels).Select(index => new NamedChannel($"{index}")).ToArray();
        var input = new AlignedInput(channels);
        var next = new int[Channels];
        foreach (var turn in turns.Concat(Enumerable.Range(0, Channels).SelectMany(channel => Enumerable.Repeat(channel, lists[channel].Count))))
        {
            if (turn == Channels)
                input.GiveUp(input.Aligner.Checkpoint);
            else if (next[turn] < lists[turn].Count)
                Send(turn);
        }
        input.GiveUp(long.MaxValue);
        return input.Aligner.Waiting == 0 && Enumerable.Range(0, Channels).All(channel => IsRight(input.Log, lists[channel], channel));

        void Send(int channel)
        {
            var place = next[channel]++;
            input.Take(lists[channel][place] is var barrier and not 0 ? channels[channel].Barrier(barrier) : channels[channel].Data($"{channel}.{place}"));
        }
    }, iter: 3000);

    /// <summary>Everything of the channel in its order, once; and each snapshot taken exactly where the channel's barrier was.</summary>
    private static bool IsRight(List<string> log, List<long> sent, int channel)
    {
        var taken = log.Where(entry => entry[0] == '#').Select(entry => long.Parse(entry[1..], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        var expected = sent.Select((barrier, place) => barrier == 0 ? $"{channel}.{place}" : taken.Contains(barrier) ? $"#{barrier}" : "").Where(entry => entry.Length > 0);
        return log.Where(entry => entry[0] == '#' || entry[0] == '0' + channel).SequenceEqual(expected);
    }
}
