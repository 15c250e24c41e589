namespace Topology.Connectors.Sockets;

/// <summary>Makes lines of the bytes of one connection. One thread.</summary>
internal sealed class LineSplitter(int maxLineBytes)
{
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;

    /// <summary>Where to put the next bytes; never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                (_end, _start) = (_end - _start, 0);
            }
            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Takes the whole lines out, without their ends.</summary>
    /// <param name="added">Bytes put into <see cref="Free"/>.</param>
    /// <param name="lines">Gets them.</param>
    /// <exception cref="InvalidDataException">A line is too long; lines before it are taken.</exception>
    public void Take(int added, List<byte[]> lines)
    {
        var searched = _end;
        _end += added;
        while (_buffer.AsSpan(searched.._end).IndexOf((byte)'\n') is var found and >= 0)
        {
            lines.Add(Line(searched + found));
            _start = searched = searched + found + 1;
        }
        if (_end - _start > maxLineBytes + 1L)
            throw TooLong();
    }

    /// <summary>Takes what came after the last newline, if anything did.</summary>
    public void TakeRest(List<byte[]> lines)
    {
        if (_end > _start)
            lines.Add(Line(_end));
        _start = _end;
    }

    private byte[] Line(int end)
    {
        var line = _buffer.AsSpan(_start..end);
        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];
        return line.Length <= maxLineBytes ? line.ToArray() : throw TooLong();
    }

    private InvalidDataException TooLong() => new($"a line is longer than {maxLineBytes} bytes; raise {nameof(SocketSpoutOptions.MaxLineBytes)}, or mend the sender");
}
