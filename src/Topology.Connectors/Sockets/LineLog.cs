using Microsoft.Win32.SafeHandles;
using Topology.Connectors.Durability;

namespace Topology.Connectors.Sockets;

/// <summary>Lines on disk, in order. One thread appends, another reads by <see cref="LogLineReader"/> and releases.</summary>
internal sealed class LineLog : IDisposable
{
    private readonly string _folder;
    private readonly long _segmentBytes;
    private readonly Lock _gate = new();
    private readonly List<LogSegment> _segments; // under the gate
    private readonly FileStream _lock;
    private readonly MemoryStream _records = new();
    private LogSegment _last; // of the segments, the one written to
    private SafeFileHandle _file;
    private long _end;
    private long _lines;

    /// <summary>Opens or makes a log; cuts a torn end off.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another process has it open.</exception>
    /// <exception cref="InvalidDataException">A segment is missing or damaged.</exception>
    public LineLog(string folder, long segmentBytes)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
        DurableFolder.Create(folder);
        _lock = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            _segments = LogSegment.Find(folder);
            if (_segments.Count == 0)
                _segments.Add(Make(0, 0));
            _last = _segments[^1];
            _file = OpenToWrite(_last.Path);
            (_end, _lines) = _last.Scan(_file);
            RandomAccess.SetLength(_file, InFile(_end));
            RandomAccess.FlushToDisk(_file);
        }
        catch
        {
            _file?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>For tests: runs before each write; what it throws is what the disk says.</summary>
    internal Action? BeforeWrite { get; init; }

    /// <summary>Where the oldest line begins that is still there.</summary>
    public long Start
    {
        get
        {
            lock (_gate)
                return _segments[0].Offset;
        }
    }

    /// <summary>Up to where lines are on disk. Any thread.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>How many lines came since the log began, deleted ones included.</summary>
    public long Lines => _lines;

    /// <summary>Appends lines; returns once they are on disk.</summary>
    /// <exception cref="IOException">They are not, and can be appended again.</exception>
    public void Append(IReadOnlyList<byte[]> lines)
    {
        BeforeWrite?.Invoke();
        if (InFile(_end) >= _segmentBytes + LogRecord.HeaderBytes)
            Roll();
        _records.SetLength(0);
        foreach (var line in lines)
            LogRecord.Write(_records, line);
        RandomAccess.Write(_file, _records.GetBuffer().AsSpan(0, (int)_records.Length), InFile(_end));
        RandomAccess.FlushToDisk(_file);
        _lines += lines.Count;
        Volatile.Write(ref _end, _end + _records.Length);
    }

    /// <summary>The segment with the record at an offset, and where the segment ends for now. Any thread.</summary>
    public (LogSegment Segment, long End) Locate(long offset)
    {
        lock (_gate)
        {
            var index = _segments.FindLastIndex(segment => segment.Offset <= offset);
            return (_segments[index], index + 1 < _segments.Count ? _segments[index + 1].Offset : End);
        }
    }

    /// <summary>Deletes the segments wholly before an offset, never the last one. Any thread.</summary>
    public void Release(long offset)
    {
        lock (_gate)
        {
            while (_segments.Count > 1 && _segments[1].Offset <= offset)
            {
                File.Delete(_segments[0].Path); // the oldest first, so that no gap is left
                _segments.RemoveAt(0);
            }
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static SafeFileHandle OpenToWrite(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private void Roll()
    {
        RandomAccess.SetLength(_file, InFile(_end)); // what a failed write left would part it from the next segment
        RandomAccess.FlushToDisk(_file);
        var next = Make(_end, _lines);
        var file = OpenToWrite(next.Path);
        _file.Dispose();
        _file = file;
        _last = next;
        lock (_gate)
            _segments.Add(next);
    }

    /// <summary>On disk with its header before anything is written to it: the count of lines is nowhere else once older segments are gone.</summary>
    private LogSegment Make(long offset, long lines)
    {
        var path = LogSegment.PathOf(_folder, offset);
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, LogRecord.Header(offset, lines), 0);
            RandomAccess.FlushToDisk(file);
        }
        DurableFolder.Sync(_folder);
        return new LogSegment(path, offset, lines);
    }

    private long InFile(long offset) => offset - _last.Offset + LogRecord.HeaderBytes;
}
