using System.Threading.Channels;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>Word count 1/2/2 on channels, untracked: lines dealt out in turn, words routed by the hash of the string, a string a message.</summary>
internal sealed class ChannelWordCount : IWorkload
{
    private const int Parallelism = 2;

    private readonly SinkCounters _words = new();
    private readonly Channel<string>[] _lines = [.. Enumerable.Range(0, Parallelism).Select(_ => ChannelChain.Bounded<string>())];
    private readonly Channel<string>[] _routed = [.. Enumerable.Range(0, Parallelism).Select(_ => ChannelChain.Bounded<string>(singleWriter: false))];
    private readonly Task _running;
    private volatile bool _isStopping;

    public ChannelWordCount() => _running = Task.WhenAll([
        Task.Run(EmitLinesAsync),
        Task.Run(SplitAllAsync),
        .. _routed.Select(words => Task.Run(() => CountAsync(words.Reader))),
    ]);

    public long Count => _words.Count;

    public void Dispose()
    {
        _isStopping = true;
        Blocking.Wait(_running, nameof(ChannelWordCount));
    }

    private async Task EmitLinesAsync()
    {
        var text = WordText.Lines;
        for (var i = 0; !_isStopping; i = i + 1 == text.Length ? 0 : i + 1)
        {
            var output = _lines[i % Parallelism].Writer;
            while (!output.TryWrite(text[i]))
                await output.WaitToWriteAsync();
        }
        Complete(_lines);
    }

    private async Task SplitAllAsync()
    {
        await Task.WhenAll(_lines.Select(lines => Task.Run(() => SplitAsync(lines.Reader))));
        Complete(_routed);
    }

    private async Task SplitAsync(ChannelReader<string> lines)
    {
        while (await lines.WaitToReadAsync())
        {
            while (lines.TryRead(out var line))
            {
                foreach (var word in WordText.Split(line))
                {
                    var output = _routed[(uint)word.GetHashCode() % Parallelism].Writer;
                    while (!output.TryWrite(word))
                        await output.WaitToWriteAsync();
                }
            }
        }
    }

    private async Task CountAsync(ChannelReader<string> words)
    {
        var tally = new WordTally(_words.Add());
        while (await words.WaitToReadAsync())
        {
            while (words.TryRead(out var word))
                tally.Add(word);
        }
    }

    private static void Complete(Channel<string>[] channels)
    {
        foreach (var channel in channels)
            channel.Writer.Complete();
    }
}
