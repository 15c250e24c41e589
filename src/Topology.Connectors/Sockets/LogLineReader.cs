using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Topology.Connectors.Sockets;

/// <summary>Reads a log that a receiver fills, and owns both. On the executor's thread.</summary>
internal sealed class LogLineReader : SplitReader<string>
{
    private readonly string _component;
    private readonly LineLog _log;
    private readonly ReadAheadGate _gate;
    private readonly Action _close;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _position; // of start
    private LogSegment? _segment;
    private SafeFileHandle? _file;

    public LogLineReader(string component, LineLog log, ReadAheadGate gate, long position, Action close)
    {
        _component = component;
        _log = log;
        _gate = gate;
        _position = position;
        _close = close;
    }

    public override long Position => _position;

    public override bool IsEnded => false;

    public override bool TryRead(out string item)
    {
        item = "";
        if (_position >= _log.End)
            return false;
        Fill(LogRecord.PrefixBytes);
        var length = LogRecord.Length(_buffer.AsSpan(_start));
        if (length < 0)
            throw Damaged();
        Fill(LogRecord.PrefixBytes + length);
        var line = _buffer.AsSpan(_start + LogRecord.PrefixBytes, length);
        if (!LogRecord.IsIntact(_buffer.AsSpan(_start, LogRecord.PrefixBytes), line))
            throw Damaged();
        item = Encoding.UTF8.GetString(line);
        _start += LogRecord.PrefixBytes + length;
        _position += LogRecord.PrefixBytes + length;
        _gate.Emitted(_position);
        return true;
    }

    public override void Release(long position) => _log.Release(position);

    public override void Dispose()
    {
        _file?.Dispose();
        _close();
    }

    private void Fill(int need)
    {
        if (_end - _start >= need)
            return;
        var (segment, end) = _log.Locate(_position);
        if (need > end - _position)
            throw Damaged();
        if (segment != _segment)
        {
            _file?.Dispose();
            _file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _segment = segment;
        }
        if (need > _buffer.Length)
            _buffer = new byte[need];
        var most = (int)Math.Min(_buffer.Length, end - _position); // nothing that is not yet on disk
        _end = RandomAccess.Read(_file!, _buffer.AsSpan(0, most), _position - segment.Offset + LogRecord.HeaderBytes); // opened with the segment
        _start = 0;
        if (_end < need)
            throw Damaged();
    }

    private ConnectorException Damaged() => new(
        $"Component \"{_component}\": the log is damaged at offset {_position}{(_segment is null ? "" : $", in \"{_segment.Path}\"")}. Restore the file, or stop the topology, clear the folder and begin anew.");
}
