using CsCheck;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>Lines over a real connection, and what becomes of them in failures.</summary>
public sealed class SocketSpoutTests : IDisposable
{
    private const DeliveryGuarantee Exactly = DeliveryGuarantee.EffectivelyOnce;

    private static readonly SocketSpoutOptions Acking = new() { Acknowledge = true, FirstPause = TimeSpan.FromMilliseconds(1) };

    private readonly TempFolder _folder = new();
    private readonly LineServer _server = new();
    private readonly List<Spout> _spouts = [];

    public void Dispose()
    {
        _spouts.ForEach(spout => spout.Cleanup());
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task When_lines_come_Then_they_are_emitted_and_acknowledged()
    {
        var run = Start(Acking);
        await _server.AcceptAsync();
        Assert.Equal("ack 0", await _server.ReadLineAsync());

        await _server.SendAsync("one\r\ntw");
        Assert.Equal("ack 1", await _server.ReadLineAsync());
        await _server.SendAsync("ö\n\n");
        Assert.Equal("ack 3", await _server.ReadLineAsync());

        Assert.Equal(["one", "twö", ""], await TakeAsync(run, 3));
        Assert.False(run.Collector.IsCompleted);
    }

    [Fact]
    public async Task When_it_is_restored_Then_what_came_after_the_checkpoint_is_emitted_again()
    {
        var first = Start(Acking);
        await _server.AcceptAsync();
        await _server.SendAsync("a\nb\nc\nd\n");
        await _server.AckedAsync(4);
        Assert.Equal(["a", "b"], await TakeAsync(first, 2));
        var saved = first.Save(1);
        Assert.Equal(["c", "d"], await TakeAsync(first, 2));

        var second = Start(Acking, saved); // the first one gets no Cleanup, as after an exception
        Assert.Equal(["c", "d"], await TakeAsync(second, 2));
        await _server.AcceptAsync();
        Assert.Equal("ack 4", await _server.ReadLineAsync());
        await _server.SendAsync("e\n");

        Assert.Equal(["e"], await TakeAsync(second, 1));
    }

    [Fact]
    public Task When_spout_and_connection_break_at_any_point_Then_each_line_is_seen_once() => Gen.Int[0, 9].Array[0, 40].SampleAsync(async steps =>
    {
        using var folder = new TempFolder();
        using var model = new SenderModel(folder.Path);
        await model.StartAsync();
        foreach (var step in steps)
        {
            if (step == 0)
                await model.StartAsync();
            else if (step == 1)
                await model.BreakAsync();
            else if (step == 2)
                model.Save();
            else if (step == 3)
                model.Release();
            else if (step < 7)
                model.Take(step - 3);
            else
                await model.SendAsync(step - 6);
        }
        model.Take(int.MaxValue);

        Assert.Equal(model.Sent, model.Seen);
    }, iter: 50);

    [Fact]
    public async Task When_the_connection_breaks_in_a_line_Then_the_sender_is_told_where_to_go_on()
    {
        var run = Start(Acking);
        await _server.AcceptAsync();
        await _server.SendAsync("a\nhal");
        await _server.AckedAsync(1);
        _server.Close();
        await _server.AcceptAsync();
        Assert.Equal("ack 1", await _server.ReadLineAsync());

        await _server.SendAsync("half\n");

        Assert.Equal(["a", "half"], await TakeAsync(run, 2));
    }

    [Fact]
    public async Task When_nothing_is_acknowledged_Then_an_orderly_end_ends_the_last_line()
    {
        var run = Start(new SocketSpoutOptions());
        await _server.AcceptAsync();

        await _server.SendAsync("a\nb");
        _server.Close();

        Assert.Equal(["a", "b"], await TakeAsync(run, 2));
    }

    [Fact]
    public async Task When_checkpoints_complete_Then_segments_before_them_are_deleted()
    {
        var run = Start(Acking with { SegmentBytes = 1 });
        await _server.AcceptAsync();
        for (var number = 1; number <= 5; number++)
        {
            await _server.SendAsync($"{number}\n");
            await _server.AckedAsync(number);
        }
        await TakeAsync(run, 3);
        var saved = run.Save(1);
        Assert.Equal(5, Segments());

        run.Completed(saved);

        Assert.Equal(2, Segments());
        run.Spout.Cleanup();
        var restored = Start(Acking with { SegmentBytes = 1 }, saved);
        Assert.Equal(["4", "5"], await TakeAsync(restored, 2));
        await _server.AcceptAsync();
        Assert.Equal("ack 5", await _server.ReadLineAsync());
    }

    [Fact]
    public async Task When_the_log_may_be_little_ahead_Then_everything_comes_all_the_same()
    {
        var run = Start(Acking with { MaxAheadBytes = 10, SegmentBytes = 100_000 });
        await _server.AcceptAsync();
        var lines = Enumerable.Range(0, 50_000).Select(number => $"line {number}").ToArray();
        var sending = _server.SendAsync(string.Concat(lines.Select(line => line + "\n")));

        Assert.Equal(lines, await TakeAsync(run, lines.Length));
        await sending;
    }

    [Fact]
    public async Task When_the_disk_is_full_Then_that_is_reported_and_tried_again()
    {
        var failures = 0;
        var run = Start(Acking, beforeWrite: () =>
        {
            if (++failures <= 2)
                throw new IOException("No space left on device.");
        });
        await _server.AcceptAsync();
        await _server.SendAsync("a\n");
        await _server.AckedAsync(1);

        Assert.Equal(["a"], await TakeAsync(run, 1));
        Assert.Equal(2, run.Collector.Errors.Count);
        Assert.StartsWith("Component \"source\" cannot write to its log at offset 0", run.Collector.Errors[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("No space left on device. Make room on its disk.", run.Collector.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_line_is_too_long_Then_the_ones_before_it_are_kept_and_the_connection_ends()
    {
        var run = Start(Acking with { MaxLineBytes = 3 });
        await _server.AcceptAsync();
        await _server.SendAsync("abc\r\nabcde\n");
        await _server.AcceptAsync();
        await _server.AckedAsync(1);

        Assert.Equal(["abc"], await TakeAsync(run, 1));
        Assert.Contains("after line 1 of the log: a line is longer than 3 bytes", Assert.Single(run.Collector.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_folder_was_cleared_Then_the_error_says_so()
    {
        var first = Start(Acking);
        await _server.AcceptAsync();
        await _server.SendAsync("a\n");
        await TakeAsync(first, 1);
        var saved = first.Save(1);
        first.Spout.Cleanup();
        Directory.Delete(_folder.File("source-0"), recursive: true);

        var error = Assert.Throws<ConnectorException>(() => Start(Acking, saved).Take());

        Assert.Contains("reaches from offset 0 to 0, but the checkpoint says 9: the folder was cleared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_emits_are_tracked_Then_what_is_not_acked_comes_again_after_a_restart()
    {
        var first = Start(Acking, guarantee: DeliveryGuarantee.AtLeastOnce);
        await _server.AcceptAsync();
        await _server.SendAsync("a\nb\nc\n");
        await TakeAsync(first, 3);
        first.Spout.Ack(0L);
        first.Spout.Ack(2L);
        var saved = first.Save(1);

        var second = Start(Acking, saved, DeliveryGuarantee.AtLeastOnce);

        Assert.Equal(["b", "c"], await TakeAsync(second, 2));
    }

    private int Segments() => Directory.GetFiles(_folder.File("source-0"), "*.log").Length;

    private SpoutRun Start(
        SocketSpoutOptions options, Checkpoint? restored = null, DeliveryGuarantee guarantee = Exactly, Action? beforeWrite = null)
    {
        var spout = new SocketSpout("127.0.0.1", _server.Port, _folder.Path, options) { BeforeWrite = beforeWrite };
        _spouts.Add(spout);
        var run = new SpoutRun(spout, guarantee, restored);
        if (restored is null)
            Assert.Empty(run.Take()); // connects
        return run;
    }

    private static async Task<List<string>> TakeAsync(SpoutRun run, int count)
    {
        var taken = new List<string>();
        while (true)
        {
            taken.AddRange(run.TakeTexts(count - taken.Count));
            if (taken.Count == count)
                return taken;
            await run.Collector.WokenAsync();
        }
    }
}
