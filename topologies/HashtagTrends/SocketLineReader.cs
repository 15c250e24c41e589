using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HashtagTrends;

/// <summary>Reads lines from a TCP server into a channel until cancelled; connects again with a growing pause.</summary>
internal sealed class SocketLineReader(string host, int port, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task RunAsync(ChannelWriter<string> lines, Action wake, CancellationToken token)
    {
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var read = await ReadConnectionAsync(lines, wake, token).ConfigureAwait(false);
                pause = read > 0 ? FirstPause : Longer(pause);
                await Task.Delay(pause, time, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The orderly stop.
        }
    }

    public static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <returns>How many lines one connection gave.</returns>
    private async Task<long> ReadConnectionAsync(ChannelWriter<string> lines, Action wake, CancellationToken token)
    {
        var count = 0L;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, token).ConfigureAwait(false);
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync(token).ConfigureAwait(false) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;

                await lines.WriteAsync(line, token).ConfigureAwait(false);
                wake();
                count++;
            }

            logger.LogWarning("{Host}:{Port} closed the connection after {Count} lines; connecting again.", host, port, count);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            logger.LogWarning("No tweets from {Host}:{Port} ({Reason}); connecting again.", host, port, e.Message);
        }

        return count;
    }
}
