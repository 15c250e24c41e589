using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Topology.Runtime.Checkpoints;

/// <summary>Bytes in a temporary file without a name, mapped: the system keeps as many of them in memory as it has room for. The file is gone when nobody has them any more, or the process has ended.</summary>
/// <remarks>Who has a span of it must keep the memory alive meanwhile.</remarks>
internal sealed unsafe class SpilledBytes : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start; // null: disposed

    private SpilledBytes(MemoryMappedFile file, int length)
    {
        (_file, _length) = (file, length);
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        // Not acquired: that would keep the mapping beyond this object, which nobody disposes of, as who reads a state has only its bytes. The handles' finalizers end it.
        _start = (byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset;
    }

    /// <summary>Puts bytes aside.</summary>
    /// <param name="bytes">At least one.</param>
    /// <param name="folder">On a disk with room for them; made if need be.</param>
    /// <exception cref="IOException">The folder cannot be written, or is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> bytes, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"topology-piece-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0, FileOptions.DeleteOnClose);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.Delete(path); // else a process that is killed leaves it
            RandomAccess.Write(file.SafeFileHandle, bytes, 0);
            return new SpilledBytes(MemoryMappedFile.CreateFromFile(file, null, bytes.Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), bytes.Length).Memory;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_start == null)
            return;
        _start = null;
        _view.Dispose();
        _file.Dispose();
    }
}
