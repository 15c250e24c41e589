using System.Text;
using CsCheck;
using Topology.Connectors.Sockets;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>What is left of a log after a crash, and what is refused.</summary>
public sealed class LineLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_its_end_is_torn_at_any_byte_Then_the_whole_lines_before_are_kept_and_it_goes_on() => Gen.Select(
        Gen.String[Gen.Char["aä\0"], 0, 40].Array[1, 4].Array[1, 6], Gen.Int[1, 200], Gen.Int[0, 60], Gen.Bool).Sample((batches, segmentBytes, torn, isOverwritten) =>
    {
        using var folder = new TempFolder();
        var all = batches.SelectMany(batch => batch).ToArray();
        using (var log = new LineLog(folder.Path, segmentBytes))
        {
            foreach (var batch in batches)
            {
                log.Append([.. batch.Select(Encoding.UTF8.GetBytes)]);
            }
        }
        Tear(Directory.GetFiles(folder.Path, "*.log").Order().Last(), torn, isOverwritten);

        using var again = new LineLog(folder.Path, segmentBytes);
        var kept = Read(again);

        Assert.Equal(all.Take(kept.Count), kept);
        Assert.Equal(kept.Count, again.Lines);
        again.Append([Encoding.UTF8.GetBytes("next")]);
        Assert.Equal([.. kept, "next"], Read(again));
    }, iter: 100);

    [Fact]
    public void When_nothing_is_torn_Then_all_lines_are_there_over_all_segments()
    {
        using (var log = new LineLog(_folder.Path, 50))
        {
            for (var number = 0; number < 100; number++)
                log.Append([Encoding.UTF8.GetBytes($"{number}")]);
        }

        using var again = new LineLog(_folder.Path, 50);

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), Read(again));
        Assert.True(Directory.GetFiles(_folder.Path, "*.log").Length > 10);
    }

    [Fact]
    public void When_a_write_failed_Then_the_same_lines_can_be_appended_and_are_there_once()
    {
        var isFull = true;
        using var log = new LineLog(_folder.Path, 1) { BeforeWrite = () => _ = isFull ? throw new IOException() : 0 };
        Assert.Throws<IOException>(() => log.Append([[1]]));
        isFull = false;

        log.Append([[(byte)'a']]);

        Assert.Equal(["a"], Read(log));
    }

    [Fact]
    public void When_a_line_in_the_middle_is_damaged_Then_reading_it_says_where()
    {
        using (var log = new LineLog(_folder.Path, 1))
        {
            log.Append([Encoding.UTF8.GetBytes("first")]);
            log.Append([Encoding.UTF8.GetBytes("second")]);
        }
        var first = Directory.GetFiles(_folder.Path, "*.log").Order().First();
        var bytes = File.ReadAllBytes(first);
        bytes[^1] ^= 1;
        File.WriteAllBytes(first, bytes);

        using var again = new LineLog(_folder.Path, 1);

        Assert.StartsWith($"Component \"source\": the log is damaged at offset 0, in \"{first}\".", Assert.Throws<ConnectorException>(() => Read(again)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_segment_is_missing_Then_opening_it_says_between_which()
    {
        using (var log = new LineLog(_folder.Path, 1))
        {
            for (var number = 0; number < 3; number++)
                log.Append([[1]]);
        }
        File.Delete(_folder.File($"{9:D19}.log"));

        var error = Assert.Throws<InvalidDataException>(() => new LineLog(_folder.Path, 1));

        Assert.Equal($"segment \"{_folder.File($"{0:D19}.log")}\" ends at offset 9, and the next begins at 18", error.Message);
    }

    [Fact]
    public void When_another_has_the_log_open_Then_it_is_refused()
    {
        using var log = new LineLog(_folder.Path, 1);

        Assert.Throws<IOException>(() => new LineLog(_folder.Path, 1));
    }

    [Fact]
    public void When_a_segment_was_begun_and_not_written_Then_the_count_of_lines_stays()
    {
        using (var log = new LineLog(_folder.Path, 1))
        {
            log.Append([[1], [2]]);
            log.Append([[3]]);
            log.Release(log.End);
        }
        File.WriteAllBytes(_folder.File($"{27:D19}.log"), [1, 2]);

        using var again = new LineLog(_folder.Path, 1);

        Assert.Equal((18, 27, 3), (again.Start, again.End, again.Lines));
    }

    [Fact]
    public async Task When_it_is_too_far_ahead_Then_the_receiver_waits_until_enough_is_emitted()
    {
        var gate = new ReadAheadGate(100, 0);
        Assert.True(gate.WaitAsync(100, TestContext.Current.CancellationToken).IsCompleted);
        var waiting = gate.WaitAsync(150, TestContext.Current.CancellationToken);

        gate.Emitted(49);
        Assert.False(waiting.IsCompleted);
        gate.Emitted(50);

        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static void Tear(string path, int bytes, bool isOverwritten)
    {
        using var file = File.OpenWrite(path);
        var most = Math.Min(bytes, file.Length - LogRecord.HeaderBytes);
        if (isOverwritten)
        {
            file.Position = file.Length - most;
            file.Write(Enumerable.Repeat((byte)0xFF, (int)most).ToArray());
        }
        else
        {
            file.SetLength(file.Length - most);
        }
    }

    private static List<string> Read(LineLog log)
    {
        using var reader = new LogLineReader("source", log, new ReadAheadGate(1, 0), log.Start, () => { });
        var lines = new List<string>();
        while (reader.TryRead(out var line))
            lines.Add(line);
        return lines;
    }
}
