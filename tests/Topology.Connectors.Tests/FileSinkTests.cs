using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>What appears in the folder, when, and after which crash.</summary>
public sealed class FileSinkTests : IDisposable
{
    private const DeliveryGuarantee Exactly = DeliveryGuarantee.EffectivelyOnce;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_a_checkpoint_completes_Then_its_parts_appear_and_not_before()
    {
        var run = new SinkRun(Sink(), Exactly);
        run.Numbers(1, 2);
        run.Prepare(7);
        run.Numbers(3, 3);
        Assert.Empty(Visible());
        Assert.Equal([1, 2, 3], run.Collector.Acked.Select(value => value.AsInt32()));

        run.Sink.Commit(7);

        Assert.Equal(["sink-0-0000000000000000007-00000.txt"], Visible());
        Assert.Equal("1\n2\n", File.ReadAllText(_folder.File(Visible()[0])));
    }

    [Fact]
    public void When_a_part_is_large_enough_Then_the_next_begins()
    {
        var run = new SinkRun(Sink(new FileSinkOptions { MaxPartBytes = 4, Extension = ".log" }), Exactly);
        run.Numbers(1, 5);
        run.Prepare(1);
        run.Sink.Commit(1);

        Assert.Equal(["1\n2\n", "3\n4\n", "5\n"], Visible().Select(name => File.ReadAllText(_folder.File(name))));
        Assert.All(Visible(), name => Assert.EndsWith(".log", name, StringComparison.Ordinal));
    }

    [Fact]
    public void When_it_comes_back_with_fewer_tasks_Then_the_others_publish_what_was_complete_and_discard_the_rest()
    {
        for (var task = 0; task < 5; task++)
        {
            var before = new SinkRun(Sink(), Exactly, index: task, tasks: 5);
            before.Number(10 * task);
            before.Prepare(7);
            before.Number(10 * task + 1);
            before.Prepare(8); // never complete
            before.Number(10 * task + 2);
        }

        for (var times = 0; times < 2; times++)
        {
            _ = new SinkRun(Sink(), Exactly, restored: 7, index: 0, tasks: 2);
            _ = new SinkRun(Sink(), Exactly, restored: 7, index: 1, tasks: 2);
        }

        Assert.Equal(["0\n", "10\n", "20\n", "30\n", "40\n"], Visible().Select(name => File.ReadAllText(_folder.File(name))).Order(StringComparer.Ordinal));
        Assert.Equal(5, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void When_it_crashes_at_any_point_Then_each_line_is_there_once() => CrashModel.Steps.Sample(steps =>
    {
        using var folder = new TempFolder();

        var count = CrashModel.RunTransactions(() => new FileSink(folder.Path, Line, new FileSinkOptions { MaxPartBytes = 5 }), steps);

        Assert.Equal(Truth(count), Lines(folder));
    }, iter: 100);

    [Fact]
    public void When_it_crashes_without_transactions_Then_each_line_is_there_at_least_once() => CrashModel.Steps.Sample(steps =>
    {
        using var folder = new TempFolder();

        var count = CrashModel.RunAcks(() => new FileSink(folder.Path, Line, new FileSinkOptions { MaxPartBytes = 9, SyncAfter = 3 }), steps);

        Assert.Equal(Truth(count), Lines(folder).Distinct());
    }, iter: 100);

    [Fact]
    public void When_it_crashes_in_the_middle_of_a_commit_Then_the_next_instance_ends_it()
    {
        var run = new SinkRun(Sink(new FileSinkOptions { MaxPartBytes = 2 }), Exactly);
        run.Numbers(1, 3);
        run.Prepare(4);
        var hidden = Directory.GetFiles(_folder.Path, ".*").Order().First();
        File.Move(hidden, _folder.File(Path.GetFileName(hidden)[1..]));

        _ = new SinkRun(Sink(), Exactly, restored: 4);

        Assert.Equal(Truth(3), Lines(_folder));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void When_a_task_begins_again_Then_it_leaves_what_is_anothers()
    {
        var other = new SinkRun(Sink(), Exactly, index: 1);
        other.Number(1);
        other.Prepare(1);
        other.Number(2);

        _ = new SinkRun(Sink(), Exactly);
        other.Prepare(2);
        other.Sink.Commit(2);

        Assert.Equal(["sink-1-0000000000000000001-00000.txt", "sink-1-0000000000000000002-00000.txt"], Visible());
    }

    [Fact]
    public void When_there_are_no_transactions_Then_a_tick_publishes_and_acks()
    {
        var run = new SinkRun(Sink(), DeliveryGuarantee.AtLeastOnce);
        run.Numbers(5, 6);
        Assert.Empty(run.Collector.Acked);
        Assert.Empty(Visible());

        run.Tick();

        Assert.Equal(["sink-0-0000000000000000000-00000.txt"], Visible());
        Assert.Equal([0, 5, 6], run.Collector.Acked.Select(value => value.AsInt32())); // 0: the tick
    }

    [Fact]
    public void When_there_are_no_ticks_either_Then_a_part_is_published_after_a_while()
    {
        var time = new FakeTimeProvider();
        var run = new SinkRun(Sink(), DeliveryGuarantee.AtLeastOnce, time: time);
        for (var part = 1; part <= 2; part++)
        {
            run.Number(part);
            time.Advance(TimeSpan.FromSeconds(4.9));
            run.RunPosted();
            Assert.Equal(part - 1, Visible().Length);

            time.Advance(TimeSpan.FromSeconds(0.1));
            run.RunPosted();

            Assert.Equal(part, Visible().Length);
            Assert.Equal(part, run.Collector.Acked.Count);
        }
    }

    [Fact]
    public void When_enough_lines_wait_Then_they_are_acked_and_a_crash_keeps_them_without_the_torn_one()
    {
        var run = new SinkRun(Sink(new FileSinkOptions { SyncAfter = 2 }), DeliveryGuarantee.AtLeastOnce);
        run.Numbers(1, 3);
        Assert.Equal([1, 2], run.Collector.Acked.Select(value => value.AsInt32()));
        File.AppendAllText(Directory.GetFiles(_folder.Path, ".*").Single(), "torn");

        _ = new SinkRun(Sink(), DeliveryGuarantee.AtLeastOnce);

        Assert.Equal(["1", "2"], Lines(_folder));
    }

    [Fact]
    public void When_it_is_cleaned_up_without_transactions_Then_the_last_part_is_published()
    {
        var run = new SinkRun(Sink(), DeliveryGuarantee.AtMostOnce);
        run.Numbers(1, 2);
        Assert.Equal(2, run.Collector.Acked.Count);

        run.Bolt.Cleanup();

        Assert.Equal(["1", "2"], Lines(_folder));
    }

    [Fact]
    public void When_a_part_of_the_name_is_there_Then_the_error_says_what_to_do()
    {
        _folder.Write("sink-0-0000000000000000001-00000.txt", "");
        var run = new SinkRun(Sink(), Exactly);
        run.Number(1);
        run.Prepare(1);

        var error = Assert.Throws<ConnectorException>(() => run.Sink.Commit(1));

        Assert.StartsWith($"Component \"sink\": folder \"{_folder.Path}\" cannot publish the parts of checkpoint 1: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give each a folder of its own, or move the old parts away.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_folder_cannot_be_made_Then_the_error_names_it()
    {
        var path = Path.Combine(_folder.Write("file", ""), "below");

        var error = Assert.Throws<ConnectorException>(() => new SinkRun(new FileSink(path, Line), Exactly));

        Assert.StartsWith($"Component \"sink\": folder \"{path}\" cannot be prepared: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_formatter_fails_an_input_Then_nothing_is_written_for_it()
    {
        var run = new SinkRun(new FileSink(_folder.Path, input => throw new FailedException("odd") { Report = true }), DeliveryGuarantee.AtLeastOnce);

        run.Number(1);

        Assert.Equal([1], run.Collector.Failed.Select(value => value.AsInt32()));
        Assert.Equal("odd", Assert.Single(run.Collector.Errors).Message);
    }

    [Fact]
    public void When_a_line_is_longer_than_the_buffer_Then_it_is_written_whole()
    {
        var run = new SinkRun(new FileSink(_folder.Path, input => new string('ä', 100_000) + input[0]), Exactly);
        run.Numbers(1, 2);
        run.Prepare(1);
        run.Sink.Commit(1);

        Assert.Equal([new string('ä', 100_000) + "1", new string('ä', 100_000) + "2"], Lines(_folder));
    }

    private static string Line(StreamTuple input) => input[0].ToString();

    private static IEnumerable<string> Truth(long count) => Enumerable.Range(1, (int)count).Select(number => $"{number}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(TempFolder folder) => Directory.GetFiles(folder.Path)
        .Where(path => Path.GetFileName(path)[0] != '.')
        .SelectMany(File.ReadAllLines)
        .Order(StringComparer.Ordinal);

    private FileSink Sink(FileSinkOptions? options = null) => new(_folder.Path, Line, options);

    private string[] Visible() => [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
}
