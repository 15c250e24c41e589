using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Topology.Clustering.Protocol;
using Topology.Clustering.Supervisor;

namespace Topology.Clustering.Tests.Supervisor;

[SupportedOSPlatform("linux")]
public sealed class WorkerLogsTests : IDisposable
{
    private static readonly WorkerKey Key = new("words-1", 0);

    private readonly FakeWorker _fake = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly WorkerLogs _logs;
    private readonly string _path;

    public WorkerLogsTests()
    {
        _logs = new WorkerLogs(_fake.Options("calm") with { LogBytes = 10, LogsKept = 2, EndedLogsKept = TimeSpan.FromDays(1) }, _time, NullLogger.Instance);
        _path = _logs.Open(Key);
    }

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void When_it_is_opened_Then_others_may_not_read_it() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_path) | UnixFileMode.GroupRead);

    [Theory]
    [InlineData(0, 100, 0, "0123456789")]
    [InlineData(3, 4, 3, "3456")]
    [InlineData(10, 100, 10, "")]
    [InlineData(-4, 100, 6, "6789")]
    [InlineData(-4, 2, 6, "67")]
    [InlineData(-40, 100, 0, "0123456789")]
    [InlineData(11, 100, 0, "0123456789")]
    [InlineData(long.MinValue, 3, 0, "012")]
    [InlineData(0, -1, 0, "")]
    public void When_a_piece_is_read_Then_it_begins_where_asked_for(long offset, int max, long begins, string text)
    {
        File.WriteAllText(_path, "0123456789");

        var piece = _logs.Read(Key, offset, max);

        Assert.Equal((begins, text, 10), (piece.Offset, Encoding.UTF8.GetString(piece.Bytes), piece.Length));
    }

    [Fact]
    public void When_a_log_is_long_Then_pieces_have_64_kibibytes_at_most()
    {
        File.WriteAllText(_path, new string('x', 100_000));

        Assert.Equal(65_536, _logs.Read(Key, 0, int.MaxValue).Bytes.Length);
        Assert.Equal(34_464, _logs.Read(Key, 65_536, int.MaxValue).Bytes.Length);
    }

    [Fact]
    public void When_a_piece_would_end_within_a_character_Then_it_ends_before_it()
    {
        File.WriteAllText(_path, "aé€😀z"); // of 1, 2, 3, 4 and 1 bytes

        var ends = Enumerable.Range(1, 11).Select(max => _logs.Read(Key, 0, max).Bytes.Length);

        Assert.Equal([1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11], ends);
    }

    [Fact]
    public void When_a_log_is_no_text_Then_every_byte_of_it_can_be_read()
    {
        File.WriteAllBytes(_path, [0x80, 0x80, 0xC3, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xFF]);
        var read = 0L;

        for (var i = 0; i < 10 && read < 10; i++)
            read += _logs.Read(Key, read, 3).Bytes.Length;

        Assert.Equal(10, read);
    }

    [Fact]
    public async Task When_there_is_no_such_log_Then_the_answer_says_so()
    {
        var answer = Assert.IsType<RequestRefused>(await _logs.ReadAsync(new ReadNodeLog("words-1", 7, 0, 100)));

        Assert.Equal(RefusalKind.NotFound, answer.Kind);
        Assert.Contains("worker 7 of topology \"words-1\" on node \"n1\"", answer.Reason);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public async Task When_an_id_would_lead_elsewhere_Then_nothing_is_read(string id)
    {
        File.WriteAllText(Path.Combine(_fake.Folder, "secret-0.log"), "hunter2");

        var answer = Assert.IsType<RequestRefused>(await _logs.ReadAsync(new ReadNodeLog(id, 0, 0, 100)));

        Assert.Equal(RefusalKind.NotFound, answer.Kind);
        Assert.Throws<ArgumentException>(() => _logs.Open(new WorkerKey(id, 0)));
        Assert.Throws<ArgumentException>(() => _fake.Options("calm").FolderOf(new WorkerKey(id, 0)));
    }

    [Fact]
    public void When_a_log_has_grown_too_long_Then_it_is_moved_aside_and_the_writer_goes_on()
    {
        using var writer = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        foreach (var text in new[] { "first, long", "second, long", "third, long", "short" })
        {
            writer.Position = writer.Length; // what O_APPEND does for a worker
            writer.Write(Encoding.UTF8.GetBytes(text));
            _logs.Rotate(Key);
        }

        Assert.Equal("short", File.ReadAllText(_path));
        Assert.Equal("third, long", File.ReadAllText(_path + ".1"));
        Assert.Equal("second, long", File.ReadAllText(_path + ".2"));
        Assert.False(File.Exists(_path + ".3"));
    }

    [Fact]
    public void When_a_worker_has_ended_long_ago_Then_its_logs_are_deleted_and_those_of_others_stay()
    {
        var running = _logs.Open(new WorkerKey("words-2", 0));
        File.WriteAllText(_path + ".1", "earlier");
        foreach (var file in new[] { _path, _path + ".1", running })
            File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime);

        _time.Advance(TimeSpan.FromDays(1));
        _logs.Clean([new WorkerKey("words-2", 0)]);
        Assert.True(File.Exists(_path));
        _time.Advance(TimeSpan.FromSeconds(1));
        _logs.Clean([new WorkerKey("words-2", 0)]);

        Assert.Equal([running], Directory.GetFiles(Path.GetDirectoryName(_path)!, "*.log*")); // a file has a folder
    }
}
