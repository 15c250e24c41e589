namespace Topology.Connectors.Tests.Support;

/// <summary>A sender that keeps its lines and goes on where the acknowledgement says, a spout, and a sink whose memory is part of the checkpoints.</summary>
internal sealed class SenderModel(string folder) : IDisposable
{
    private static readonly SocketSpoutOptions Options = new() { Acknowledge = true, SegmentBytes = 40, FirstPause = TimeSpan.FromMilliseconds(1) };

    private readonly LineServer _server = new();
    private SpoutRun? _run;
    private Checkpoint? _last;
    private int _seenByLast;

    public List<string> Sent { get; } = [];

    public List<string> Seen { get; } = [];

    private SpoutRun Run => _run ?? throw new InvalidOperationException("StartAsync comes first.");

    /// <summary>A new instance from the last checkpoint; the former one gets no Cleanup.</summary>
    public async Task StartAsync()
    {
        _run = new SpoutRun(new SocketSpout("127.0.0.1", _server.Port, folder, Options), DeliveryGuarantee.EffectivelyOnce, _last);
        Seen.RemoveRange(_seenByLast, Seen.Count - _seenByLast);
        Take(1); // connects
        await ResumeAsync();
    }

    public async Task SendAsync(int lines)
    {
        Sent.AddRange(Enumerable.Range(Sent.Count, lines).Select(number => $"line {number}"));
        await _server.SendAsync(string.Concat(Sent.TakeLast(lines).Select(line => line + "\n")));
        await _server.AckedAsync(Sent.Count);
    }

    /// <summary>The connection breaks in the middle of a line, and of lines not yet acknowledged.</summary>
    public async Task BreakAsync()
    {
        Sent.AddRange([$"line {Sent.Count}", $"line {Sent.Count + 1}"]);
        await _server.SendAsync($"{Sent[^2]}\n{Sent[^1][..3]}");
        _server.Close();
        await ResumeAsync();
    }

    public void Save() => (_last, _seenByLast) = (Run.Save((_last?.Id ?? 0) + 1), Seen.Count);

    public void Release() => Run.Completed(_last ?? new Checkpoint(0, new Dictionary<string, object?>()));

    public void Take(int most) => Seen.AddRange(Run.TakeTexts(most));

    public void Dispose()
    {
        _run?.Spout.Cleanup();
        _server.Dispose();
    }

    private async Task ResumeAsync()
    {
        await _server.AcceptAsync();
        var acknowledged = int.Parse((await _server.ReadLineAsync())![4..]); // "ack n"
        if (acknowledged == Sent.Count)
            return;
        await _server.SendAsync(string.Concat(Sent.Skip(acknowledged).Select(line => line + "\n")));
        await _server.AckedAsync(Sent.Count);
    }
}
