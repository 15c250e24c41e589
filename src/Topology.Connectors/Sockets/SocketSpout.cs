using Topology.Connectors.Sockets;

namespace Topology.Connectors;

/// <summary>Connects to a TCP server and emits the lines it sends, in UTF-8, in the field "line"; never completes. Each task has a connection of its own.</summary>
/// <remarks>
/// <para>A line counts as received once it is on disk in a log of the task, which is read again after a failure; positions are offsets in the log. Segments of the log before the last completed
/// checkpoint are deleted. The log belongs to the task: keep it where the task finds it when it moves to another node, and give each topology a folder of its own. A topology
/// submitted anew emits again what is there.</para>
/// <para>When the disk is full, the error is reported and nothing is read from the socket until a line can be written. What came before a connection broke is a line only if its end came, unless the server
/// closed the connection in good order and <see cref="SocketSpoutOptions.Acknowledge"/> is off.</para>
/// </remarks>
public sealed class SocketSpout : PositionedSpout<string>
{
    private static readonly Fields Line = new("line");

    private readonly string _host;
    private readonly int _port;
    private readonly string _logFolder;
    private readonly SocketSpoutOptions _options;

    /// <summary>Receives from a server.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">1 … 65535.</param>
    /// <param name="logFolder">Gets a folder for each task; made if it is not there.</param>
    /// <param name="options">Null: the defaults.</param>
    public SocketSpout(string host, int port, string logFolder, SocketSpoutOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        ArgumentException.ThrowIfNullOrEmpty(logFolder);
        _host = host;
        _port = port;
        _logFolder = logFolder;
        _options = options ?? new SocketSpoutOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.SegmentBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxAheadBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxLineBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxLineBytes, 1 << 30, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxEmits, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.FirstPause, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.LongestPause, _options.FirstPause, nameof(options));
    }

    /// <summary>For tests; see <see cref="LineLog.BeforeWrite"/>.</summary>
    internal Action? BeforeWrite { get; init; }

    /// <inheritdoc/>
    protected override Fields OutputFields => Line;

    /// <inheritdoc/>
    protected override int MaxEmits => _options.MaxEmits;

    /// <inheritdoc/>
    protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount) => [""];

    /// <inheritdoc/>
    protected override SplitReader<string> Open(string split, long? position)
    {
        var folder = Path.GetFullPath(Path.Combine(_logFolder, $"{Uri.EscapeDataString(Context.ThisComponentId)}-{Context.ThisTaskIndex}"));
        RunningReceivers.StopFormer(folder);
        var log = OpenLog(folder);
        var start = position ?? log.Start;
        if (start < log.Start || start > log.End)
        {
            var message = $"Component \"{Context.ThisComponentId}\": the log in \"{folder}\" reaches from offset {log.Start} to {log.End}, but the checkpoint says {start}: the folder was cleared, "
                + "or the task came to a node that has another. Put it back, or start the topology without its checkpoints.";
            log.Dispose();
            throw new ConnectorException(message);
        }
        var gate = new ReadAheadGate(_options.MaxAheadBytes, start);
        var receiver = new LineReceiver(_host, _port, _options, log, gate, Context, Collector);
        Action? stop = null;
        stop = () =>
        {
            receiver.Stop();
            log.Dispose();
            RunningReceivers.Remove(folder, stop!); // assigned before it runs
        };
        RunningReceivers.Add(folder, stop);
        receiver.Start();
        return new LogLineReader(Context.ThisComponentId, log, gate, start, stop);
    }

    /// <inheritdoc/>
    protected override void SetValues(in SourceItem<string> item, Span<Value> values) => values[0] = item.Item;

    private LineLog OpenLog(string folder)
    {
        try
        {
            return new LineLog(folder, _options.SegmentBytes) { BeforeWrite = BeforeWrite };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ConnectorException(
                $"Component \"{Context.ThisComponentId}\" cannot open its log in \"{folder}\": {error.Message} Free the folder if another process uses it; restore the file if one is damaged.", error);
        }
    }
}
