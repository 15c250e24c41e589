using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Topology.Connectors.Sockets;

/// <summary>Brings lines from a TCP server into a log until it is stopped; connects again with a growing pause. Runs on the thread pool.</summary>
internal sealed class LineReceiver
{
    private readonly string _host;
    private readonly int _port;
    private readonly SocketSpoutOptions _options;
    private readonly LineLog _log;
    private readonly ReadAheadGate _gate;
    private readonly TopologyContext _context;
    private readonly SpoutOutputCollector _collector;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<byte[]> _batch = [];
    private TimeSpan _pause;
    private Task _run = Task.CompletedTask;

    public LineReceiver(string host, int port, SocketSpoutOptions options, LineLog log, ReadAheadGate gate, TopologyContext context, SpoutOutputCollector collector)
    {
        _host = host;
        _port = port;
        _options = options;
        _log = log;
        _gate = gate;
        _context = context;
        _collector = collector;
        _pause = options.FirstPause;
    }

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Returns once nothing is written to the log any more.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _run.Wait();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await ReadConnectionAsync(_stop.Token).ConfigureAwait(false);
                await PauseAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The orderly stop.
        }
        catch (Exception error)
        {
            var failure = new ConnectorException($"Component \"{_context.ThisComponentId}\" cannot receive any more: {error.Message}", error);
            _context.Post(() => throw failure);
        }
    }

    private async Task ReadConnectionAsync(CancellationToken token)
    {
        try
        {
            using var client = new TcpClient();
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // a sender that vanished is noticed
            await client.ConnectAsync(_host, _port, token).ConfigureAwait(false);
            var stream = client.GetStream();
            await AcknowledgeAsync(stream, token).ConfigureAwait(false);
            await ReadLinesAsync(stream, token).ConfigureAwait(false);
            _context.Logger.LogWarning("{Host}:{Port} closed the connection after line {Lines} of the log; connecting again.", _host, _port, _log.Lines);
        }
        catch (InvalidDataException error)
        {
            Report($"ends the connection to {_host}:{_port} after line {_log.Lines} of the log: {error.Message}", error);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            _context.Logger.LogWarning("No lines from {Host}:{Port} ({Reason}); connecting again.", _host, _port, error.Message);
        }
    }

    private async Task ReadLinesAsync(NetworkStream stream, CancellationToken token)
    {
        var splitter = new LineSplitter(_options.MaxLineBytes);
        while (true)
        {
            await _gate.WaitAsync(_log.End, token).ConfigureAwait(false);
            var read = await stream.ReadAsync(splitter.Free, token).ConfigureAwait(false);
            bool hasLines;
            try
            {
                if (read > 0)
                    splitter.Take(read, _batch);
                else if (!_options.Acknowledge) // else a sender counts whole lines only, and sends this one again
                    splitter.TakeRest(_batch);
            }
            finally
            {
                hasLines = _batch.Count > 0;
                await SaveAsync(token).ConfigureAwait(false);
            }
            if (read == 0)
                return;
            if (hasLines)
                await AcknowledgeAsync(stream, token).ConfigureAwait(false);
        }
    }

    /// <summary>Puts the batch into the log; tries until it is there.</summary>
    private async Task SaveAsync(CancellationToken token)
    {
        while (_batch.Count > 0)
        {
            try
            {
                _log.Append(_batch);
                _batch.Clear();
                _pause = _options.FirstPause;
                _collector.Wake();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Report($"cannot write to its log at offset {_log.End}, reads nothing from {_host}:{_port} meanwhile and tries again in {_pause.TotalMilliseconds:0} ms: {error.Message} Make room on its disk.", error);
                await PauseAsync(token).ConfigureAwait(false);
            }
        }
    }

    private async Task AcknowledgeAsync(NetworkStream stream, CancellationToken token)
    {
        if (_options.Acknowledge)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ack {_log.Lines}\n")), token).ConfigureAwait(false);
    }

    private async Task PauseAsync(CancellationToken token)
    {
        var pause = _pause;
        _pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        await Task.Delay(pause, _context.TimeProvider, token).ConfigureAwait(false);
    }

    private void Report(string what, Exception cause)
    {
        var error = new ConnectorException($"Component \"{_context.ThisComponentId}\" {what}", cause);
        _context.Post(() => _collector.ReportError(error));
    }
}
