using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Topology.Cluster.Tests;

/// <summary>Sliding windows of event time over two workers: watermarks cross links, and the tables are those of one process, also when a worker dies.</summary>
public sealed partial class WindowsTests(OneNode fixture) : IClassFixture<OneNode>, IDisposable
{
    private const int Seconds = 600; // of event time
    private const int Lateness = 10; // seconds; the topology's default
    private static readonly string[] Hashtags = ["#rain", "#Sun", "#snow", "#fog", "#wind"];

    private readonly string _folder = Directory.CreateTempSubdirectory("topology-windows-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        fixture.TestEnded();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task When_windows_of_a_file_run_over_two_workers_Then_their_tables_are_those_of_one_process()
    {
        var input = WriteTweets();
        var expected = Tables(await RunAsync(input));

        var handle = await SubmitAsync("from-file", "--input", input, "--parallelism", "4");
        await fixture.Cluster.StatusAsync(handle, TopologyStatus.Completed);

        Assert.Empty(await handle.GetErrorsAsync(Token));
        Assert.InRange(expected.Length, Seconds / 10, int.MaxValue);
        Assert.Equal(expected, await PrintedAsync(handle, expected.Length));
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((0, 0, 0), (metrics.Pending, metrics.Failed, metrics.TimedOut));
    }

    [Fact]
    public async Task When_what_they_count_comes_from_a_socket_Then_a_window_is_shown_once_the_watermark_has_passed_it()
    {
        var input = WriteTweets();
        var expected = Tables(await RunAsync(input));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var handle = await SubmitAsync("from-socket", "--port", $"{port}", "--log", Path.Combine(_folder, "received"));
        using var client = await listener.AcceptTcpClientAsync(Token).AsTask().WaitAsync(TestCluster.Patience, TimeProvider.System, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(await File.ReadAllBytesAsync(input, Token), Token);
        Assert.Empty(await handle.GetErrorsAsync(Token));
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Tweet(Seconds + 1000, "#end") + "\n"), Token);

        Assert.Equal(expected, await PrintedAsync(handle, expected.Length));
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_a_worker_is_killed_Then_windows_go_on_from_the_checkpoint_and_none_is_missing_or_wrong()
    {
        var input = WriteTweets(seconds: 40 * Seconds);
        var expected = Blocks(await RunAsync(input)).ToDictionary();
        var handle = await SubmitAsync("killed-windows", [("topology.delivery.guarantee", "EffectivelyOnce"), ("topology.checkpoint.interval.ms", "200")], "--input", input, "--parallelism", "4");

        var info = await fixture.Cluster.CheckpointedAsync(handle, checkpoints: 2);
        Signals.Kill((await fixture.Cluster.ProcessesAsync(handle))[1]);
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(TopologyStatus.Active, info.Status); // it was killed in the middle
        var printed = Blocks(fixture.Cluster.WorkerLog(handle, 0)).Concat(Blocks(fixture.Cluster.WorkerLog(handle, 1))).ToLookup(block => block.Key, block => block.Value);
        Assert.Equal(expected.Keys.Order(), printed.Select(window => window.Key).Order());
        Assert.All(expected, window => Assert.Contains(window.Value, printed[window.Key])); // what is printed is no transaction: some are there twice, and the kill may have cut one
        Assert.All(printed, window => Assert.All(window, rows => Assert.StartsWith(rows, expected[window.Key], StringComparison.Ordinal)));
    }

    private Task<ITopologyHandle> SubmitAsync(string name, params string[] arguments) => SubmitAsync(name, [], arguments);

    private Task<ITopologyHandle> SubmitAsync(string name, (string Key, string Value)[] settings, params string[] arguments) => fixture.Cluster.Client.SubmitAsync(BuildOutput.HashtagWindows, new SubmitOptions
    {
        Name = name,
        Arguments = arguments,
        Settings = settings.Append(("topology.workers", "2")).ToDictionary(),
    }, Token);

    /// <summary>The tables in the logs of both workers, once there are as many lines of them.</summary>
    private async Task<string[]> PrintedAsync(ITopologyHandle handle, int lines) => await Until.AnswerAsync(
        $"{handle.Name}: {lines} lines of tables", TestCluster.Patience,
        _ => Task.FromResult(Tables(fixture.Cluster.WorkerLog(handle, 0) + "\n" + fixture.Cluster.WorkerLog(handle, 1))), printed => printed.Length >= lines);

    private static async Task<string> RunAsync(string input)
    {
        using var process = Process.Start(new ProcessStartInfo(
            BuildOutput.DotNet, [BuildOutput.Program, "run", Path.Combine(BuildOutput.HashtagWindows, "HashtagWindows.dll"), "--", "--input", input])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!; // a process is started
        var output = await process.StandardOutput.ReadToEndAsync(Token).WaitAsync(TestCluster.Patience, TimeProvider.System, Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string[] Tables(string output) => [.. output.Split('\n').Where(line => TableLine().IsMatch(line))];

    /// <summary>The windows of a table, each by its first line, with the rows below it.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Blocks(string output)
    {
        string? window = null;
        var rows = "";
        foreach (var line in Tables(output).Append("end"))
        {
            if (line[0] == ' ')
            {
                rows += line + "\n";
                continue;
            }
            if (window is not null)
                yield return new(window, rows);
            (window, rows) = (line, "");
        }
    }

    /// <summary>Twenty tweets a second, out of order by no more than the lateness.</summary>
    private string WriteTweets(int seconds = Seconds)
    {
        var file = Path.Combine(_folder, "tweets.jsonl");
        var random = new Random(11);
        File.WriteAllLines(file, Enumerable.Range(0, 20 * seconds).Select(number =>
            Tweet(Math.Max(0, number / 20 - random.Next(Lateness)), $"{Hashtags[random.Next(Hashtags.Length)]} and {Hashtags[random.Next(2)]}")));
        return file;
    }

    private static string Tweet(int second, string text) => FormattableString.Invariant($$"""{"created_at": "{{DateTime.UnixEpoch.AddSeconds(second):yyyy-MM-dd HH:mm:ss}}", "text": "{{text}}"}""");

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d to \d\d|  #\S+ +\d+$)")]
    private static partial Regex TableLine();
}
