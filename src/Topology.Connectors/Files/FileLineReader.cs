using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Topology.Connectors.Files;

/// <summary>Reads the lines of one file from an offset on. One thread.</summary>
internal sealed class FileLineReader : SplitReader<string>
{
    private const int FirstBuffer = 1 << 16;

    private readonly string _component;
    private readonly string _path;
    private readonly FileSpoutOptions _options;
    private readonly SafeFileHandle _file;
    private byte[] _buffer;
    private int _start; // of what is not given out yet
    private int _searched; // no newline between start and here
    private int _end;
    private long _position; // of start
    private bool _isEnded;

    /// <exception cref="ConnectorException">The file is missing, cannot be read or is shorter than the position.</exception>
    public FileLineReader(string component, string path, long position, FileSpoutOptions options)
    {
        _component = component;
        _path = path;
        _options = options;
        _position = position;
        _buffer = new byte[Math.Min(FirstBuffer, options.MaxLineBytes + 3)];
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            RejectReplaced();
            if (position == 0)
                SkipByteOrderMark();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _file?.Dispose();
            throw new ConnectorException($"Component \"{component}\" cannot read file \"{path}\" from offset {position}: {error.Message} Put it back, readable, then restart.", error);
        }
    }

    public override long Position => _position;

    public override bool IsEnded => _isEnded;

    public override bool TryRead(out string item)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_searched.._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                item = Take(_searched + found, 1);
                return true;
            }
            _searched = _end;
            if (_end - _start > _options.MaxLineBytes + 1) // 1 for a carriage return
                throw TooLong();
            if (!Fill())
                return TryTakeRest(out item);
        }
    }

    public override void Dispose() => _file.Dispose();

    private string Take(int end, int ending)
    {
        var line = _buffer.AsSpan(_start..end);
        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];
        if (line.Length > _options.MaxLineBytes)
            throw TooLong();
        var text = Encoding.UTF8.GetString(line);
        _position += end + ending - _start;
        _start = _searched = end + ending;
        return text;
    }

    private bool TryTakeRest(out string item)
    {
        item = "";
        if (_options.Follow)
        {
            RejectReplaced();
            return false;
        }
        if (_end == _start)
        {
            _isEnded = true;
            return false;
        }
        item = Take(_end, 0);
        return true;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_searched, _end, _start) = (_searched - _start, _end - _start, 0);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _options.MaxLineBytes + 3L));
        int read;
        try
        {
            read = RandomAccess.Read(_file, _buffer.AsSpan(_end), _position + _end);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Component \"{_component}\" cannot read file \"{_path}\" at offset {_position + _end}: {error.Message}", error);
        }
        _end += read;
        return read > 0;
    }

    private void SkipByteOrderMark()
    {
        Span<byte> mark = stackalloc byte[3];
        if (RandomAccess.Read(_file, mark, 0) == 3 && mark.SequenceEqual(Encoding.UTF8.Preamble))
            _position = 3;
    }

    private void RejectReplaced()
    {
        var length = RandomAccess.GetLength(_file);
        if (length < _position)
        {
            throw new ConnectorException(
                $"Component \"{_component}\": file \"{_path}\" has {length} bytes, but was read to offset {_position}: it was replaced or cut. Put it back, or start the topology without its checkpoints.");
        }
    }

    private ConnectorException TooLong() => new(
        $"Component \"{_component}\": the line at offset {_position} of file \"{_path}\" is longer than {_options.MaxLineBytes} bytes. Raise {nameof(FileSpoutOptions.MaxLineBytes)}, or mend the file.");
}
