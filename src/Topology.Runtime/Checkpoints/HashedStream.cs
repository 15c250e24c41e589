using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Topology.Runtime.Checkpoints;

/// <summary>The parts of a savepoint file, with a hash over all that went through. Of one thread at a time.</summary>
/// <remarks>What is read and is not as it was written is an <see cref="InvalidDataException"/> or an <see cref="EndOfStreamException"/>, whose message says how, as a part of a sentence.</remarks>
internal sealed class HashedStream : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;
    private const int Format = 1;

    private static readonly byte[] Magic = "TOPOSAVE"u8.ToArray();

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _number = new byte[sizeof(long)];

    private HashedStream(FileStream file) => _file = file;

    public bool IsAtEnd => _file.Position == _file.Length;

    /// <summary>A new file, for its user only.</summary>
    public static HashedStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = BufferBytes, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new HashedStream(new FileStream(path, options));
    }

    public static HashedStream Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan));

    public async Task WriteStartAsync(CancellationToken token)
    {
        await WriteAsync(Magic, token).ConfigureAwait(false);
        await WriteNumberAsync(Format, token).ConfigureAwait(false);
    }

    public async Task ReadStartAsync(CancellationToken token)
    {
        var magic = new byte[Magic.Length];
        await ReadAsync(magic, token).ConfigureAwait(false);
        if (!magic.AsSpan().SequenceEqual(Magic))
            throw new InvalidDataException("it is no savepoint file");
        if (await ReadNumberAsync(token).ConfigureAwait(false) is not Format and var format)
            throw new InvalidDataException($"it has the format {format}, this version of Topology reads {Format}");
    }

    public async Task WriteTextAsync(string text, CancellationToken token)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await WriteNumberAsync(bytes.Length, token).ConfigureAwait(false);
        await WriteAsync(bytes, token).ConfigureAwait(false);
    }

    public async Task<string> ReadTextAsync(int maxBytes, CancellationToken token) =>
        Encoding.UTF8.GetString(await ReadAsync(await ReadNumberAsync(token).ConfigureAwait(false), maxBytes, token).ConfigureAwait(false));

    public async Task WriteNumberAsync(long number, CancellationToken token)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_number, number);
        await WriteAsync(_number, token).ConfigureAwait(false);
    }

    public async Task<long> ReadNumberAsync(CancellationToken token)
    {
        await ReadAsync(_number, token).ConfigureAwait(false);
        return BinaryPrimitives.ReadInt64LittleEndian(_number);
    }

    /// <summary>Length, hash, content.</summary>
    public async Task WritePieceAsync(ReadOnlyMemory<byte> content, CancellationToken token)
    {
        await WriteNumberAsync(content.Length, token).ConfigureAwait(false);
        await WriteAsync(SHA256.HashData(content.Span), token).ConfigureAwait(false);
        await WriteAsync(content, token).ConfigureAwait(false);
    }

    public async Task<ReadOnlyMemory<byte>> ReadPieceAsync(long bytes, CancellationToken token)
    {
        if (await ReadNumberAsync(token).ConfigureAwait(false) is var length && length != bytes)
            throw new InvalidDataException($"it says {length} bytes, the manifest {bytes}");

        var hash = await ReadAsync(SHA256.HashSizeInBytes, SHA256.HashSizeInBytes, token).ConfigureAwait(false);
        var content = await ReadAsync(bytes, Array.MaxLength, token).ConfigureAwait(false);
        return SHA256.HashData(content).AsSpan().SequenceEqual(hash) ? content : throw new InvalidDataException("the hash differs");
    }

    /// <summary>The hash of all so far.</summary>
    public ValueTask WriteHashAsync(CancellationToken token) => WriteAsync(_hash.GetCurrentHash(), token);

    public async Task ReadHashAsync(CancellationToken token)
    {
        var expected = _hash.GetCurrentHash();
        var hash = await ReadAsync(SHA256.HashSizeInBytes, SHA256.HashSizeInBytes, token).ConfigureAwait(false);
        if (!hash.AsSpan().SequenceEqual(expected))
            throw new InvalidDataException("the hash differs");
    }

    /// <summary>Returns when the disk has it. Blocks.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        _hash.AppendData(bytes.Span);
        return _file.WriteAsync(bytes, token);
    }

    // A length that is damaged must not take the memory.
    private async Task<byte[]> ReadAsync(long length, int maxBytes, CancellationToken token)
    {
        if (length < 0 || length > maxBytes)
            throw new InvalidDataException($"it says {length} bytes, at most {maxBytes} are possible");
        if (length > _file.Length - _file.Position)
            throw new EndOfStreamException("the file ends too early");

        var bytes = new byte[length];
        await ReadAsync(bytes, token).ConfigureAwait(false);
        return bytes;
    }

    private async Task ReadAsync(Memory<byte> bytes, CancellationToken token)
    {
        if (await _file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, token).ConfigureAwait(false) < bytes.Length)
            throw new EndOfStreamException("the file ends too early");
        _hash.AppendData(bytes.Span);
    }
}
