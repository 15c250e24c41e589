using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Topology.Connectors.Files;

/// <summary>A part that is being written. One thread. Unlike a stream, it writes nothing when it is forgotten: another instance may have taken the file over.</summary>
internal sealed class PartWriter : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _buffered;
    private long _written;

    public PartWriter(string path)
    {
        Path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public string Path { get; }

    public long Length => _written + _buffered;

    public void AppendLine(string line)
    {
        var most = Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
        if (most > _buffer.Length - _buffered)
            Flush();
        if (most > _buffer.Length)
        {
            Write(Encoding.UTF8.GetBytes(line + "\n"));
            return;
        }
        _buffered += Encoding.UTF8.GetBytes(line, _buffer.AsSpan(_buffered));
        _buffer[_buffered++] = (byte)'\n';
    }

    /// <summary>Returns once everything is on disk.</summary>
    public void Sync()
    {
        Flush();
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        Write(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, _written);
        _written += bytes.Length;
    }
}
