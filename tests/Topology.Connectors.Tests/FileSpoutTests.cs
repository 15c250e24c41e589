using CsCheck;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>Lines, their offsets, and files that are not as they were.</summary>
public sealed class FileSpoutTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\nb\n\nä€\r\n", new[] { "a", "b", "", "ä€" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    [InlineData("a\rb\n\r\nc\r", new[] { "a\rb", "", "c" })]
    public void When_a_file_is_read_Then_its_lines_come_without_their_ends(string text, string[] lines)
    {
        var run = Start(new FileSpout(_folder.Write("in", text)));

        Assert.Equal(lines, run.TakeTexts());
        Assert.True(run.Collector.IsCompleted);
    }

    [Fact]
    public void When_it_is_restored_at_any_line_Then_the_rest_comes() => Gen.Select(
        Gen.String[Gen.Char["aä€\r "], 0, 300].Array[0, 40], Gen.Bool, Gen.Int[0, 40]).Sample((lines, isWindows, at) =>
    {
        var ending = isWindows ? "\r\n" : "\n";
        lines = [.. lines.Select(line => line.TrimEnd('\r'))];
        using var folder = new TempFolder();
        var path = folder.Write("in", string.Concat(lines.Select(line => line + ending)));
        var options = new FileSpoutOptions { MaxLineBytes = 900 };
        var first = Start(new FileSpout(path, options));
        var begin = first.TakeTexts(at);

        var rest = Start(new FileSpout(path, options), first.Save(1)).TakeTexts();

        Assert.Equal(lines, begin.Concat(rest));
    }, iter: 50);

    [Fact]
    public void When_the_origin_is_asked_for_Then_file_and_offset_are_fields()
    {
        var path = _folder.Write("in", "ä\r\nb\n");
        var run = Start(new FileSpout(path, new FileSpoutOptions { WithOrigin = true }));

        run.Take();

        Assert.Equal([["ä", path, 0L], ["b", path, 4L]], run.Collector.Emits.Select(emit => emit.Values));
    }

    [Fact]
    public void When_a_file_grows_and_is_followed_Then_whole_lines_come_as_they_are_written()
    {
        var path = _folder.Write("in", "one\ntw");
        var run = Start(new FileSpout(path, new FileSpoutOptions { Follow = true }));
        Assert.Equal(["one"], run.TakeTexts());

        File.AppendAllText(path, "o\nthree\n");

        Assert.Equal(["two", "three"], run.TakeTexts());
        Assert.False(run.Collector.IsCompleted);
    }

    [Fact]
    public void When_several_followed_files_have_lines_Then_each_gets_its_turn()
    {
        var lines = string.Concat(Enumerable.Repeat("a\n", 200));
        var options = new FileSpoutOptions { Follow = true };
        var run = Start(FileSpout.Of([_folder.Write("1", lines), _folder.Write("2", lines.Replace('a', 'b'))], options));

        Assert.Equal(["a", "b", "a", "b"], Squeezed(run.TakeTexts(256)));
    }

    [Fact]
    public void When_files_are_dealt_Then_each_is_read_by_one_task_whether_given_or_found()
    {
        string[] paths = [.. Enumerable.Range(0, 7).Select(number => _folder.Write($"{number}.log", $"{number}"))];
        _folder.Write("7.txt", "no");

        var given = Enumerable.Range(0, 3).Select(index => new SpoutRun(FileSpout.Of(paths), DeliveryGuarantee.AtMostOnce, index: index, tasks: 3).TakeTexts()).ToArray();
        var found = Enumerable.Range(0, 3)
            .Select(index => new SpoutRun(FileSpout.Matching(_folder.Path, "*.log"), DeliveryGuarantee.AtMostOnce, index: index, tasks: 3).TakeTexts());

        Assert.Equal(["0", "3", "6"], given[0]);
        Assert.Equal(["1", "4"], given[1]);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], found.SelectMany(texts => texts).Order());
    }

    [Fact]
    public void When_a_file_is_added_after_a_checkpoint_Then_it_is_read_and_the_finished_one_is_not()
    {
        _folder.Write("b.log", "b\n");
        var first = Start(FileSpout.Matching(_folder.Path, "*.log"));
        Assert.Equal(["b"], first.TakeTexts());
        var saved = first.Save(1);
        _folder.Write("a.log", "a\n");

        Assert.Equal(["a"], Start(FileSpout.Matching(_folder.Path, "*.log"), saved).TakeTexts());
        File.Delete(_folder.File("b.log"));
        Assert.Equal(["a"], Start(FileSpout.Matching(_folder.Path, "*.log"), saved).TakeTexts());
    }

    [Fact]
    public void When_a_half_read_file_is_gone_Then_the_error_says_so_also_if_it_was_found_by_pattern()
    {
        var path = _folder.Write("a.log", "1\n2\n");
        var first = Start(FileSpout.Matching(_folder.Path, "*.log"));
        first.Take(1);
        var saved = first.Save(1);
        File.Delete(path);

        var error = Assert.Throws<ConnectorException>(() => Start(FileSpout.Matching(_folder.Path, "*.log"), saved).Take());

        Assert.StartsWith($"Component \"source\" cannot read file \"{path}\" from offset 2: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_file_is_shorter_than_the_position_Then_the_error_says_that_it_was_replaced()
    {
        var path = _folder.Write("in", "one\ntwo\n");
        var first = Start(new FileSpout(path));
        first.Take(1);
        var saved = first.Save(1);
        File.WriteAllText(path, "x\n");

        var error = Assert.Throws<ConnectorException>(() => Start(new FileSpout(path), saved).Take());

        Assert.Contains("has 2 bytes, but was read to offset 4: it was replaced or cut", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_followed_file_is_cut_Then_that_is_an_error()
    {
        var path = _folder.Write("in", "one\ntwo\n");
        var run = Start(new FileSpout(path, new FileSpoutOptions { Follow = true }));
        run.Take();
        File.WriteAllText(path, "");

        Assert.Throws<ConnectorException>(() => run.Take());
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(500, false)]
    public void When_a_line_is_longer_than_the_limit_Then_the_error_says_where(int length, bool fits)
    {
        var line = new string('x', length);
        var run = Start(new FileSpout(_folder.Write("in", $"first\n{line}\r\nlast"), new FileSpoutOptions { MaxLineBytes = 10 }));
        Assert.Equal(["first"], run.TakeTexts(1));

        if (fits)
            Assert.Equal([line, "last"], run.TakeTexts());
        else
            Assert.Contains("the line at offset 6 of file", Assert.Throws<ConnectorException>(() => run.Take()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_file_is_missing_Then_the_error_names_component_and_file() =>
        Assert.StartsWith(
            $"Component \"source\" cannot read file \"{_folder.File("none")}\" from offset 0: ",
            Assert.Throws<ConnectorException>(() => Start(new FileSpout(_folder.File("none"))).Take()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void When_a_folder_is_missing_Then_the_error_names_the_component() =>
        Assert.StartsWith(
            "Component \"source\" cannot list its files: ",
            Assert.Throws<ConnectorException>(() => Start(FileSpout.Matching(_folder.File("none"), "*"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void When_bytes_are_no_text_Then_they_are_replaced_and_offsets_stay_right()
    {
        File.WriteAllBytes(_folder.File("in"), [0xFF, (byte)'a', (byte)'\n', (byte)'b']);
        var run = Start(new FileSpout(_folder.File("in"), new FileSpoutOptions { WithOrigin = true }));

        Assert.Equal(["\uFFFDa", "b"], run.TakeTexts());
        Assert.Equal(3L, run.Collector.Emits[1].Values[2]);
    }

    [Fact]
    public void When_a_line_fails_too_often_Then_it_is_reported_and_left_out()
    {
        var run = new SpoutRun(new FileSpout(_folder.Write("in", "a\n"), new FileSpoutOptions { MaxEmits = 2 }), DeliveryGuarantee.AtLeastOnce);
        run.Take();
        run.Spout.Fail(0L, FailReason.Failed);
        Assert.Equal(["a"], run.TakeTexts());

        run.Spout.Fail(0L, FailReason.TimedOut);

        Assert.Contains("gives up the item at position 0", Assert.Single(run.Collector.Errors).Message, StringComparison.Ordinal);
        Assert.True(run.Collector.IsCompleted);
    }

    private static SpoutRun Start(FileSpout spout, Checkpoint? restored = null) => new(spout, DeliveryGuarantee.EffectivelyOnce, restored);

    private static IEnumerable<string> Squeezed(IEnumerable<string> texts)
    {
        var last = "";
        foreach (var text in texts)
        {
            if (text != last)
                yield return last = text;
        }
    }
}
