using System.Buffers.Binary;
using System.Text;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>What is said on a new connection before it carries frames: a hello, and the verdict on it.</summary>
/// <remarks>
/// <code>
/// hello   = magic:4  version:1  length:2  (topology:text  generation:8  from:4  incarnation:8  key:32)
/// verdict = accepted:1  length:2  (reason:UTF-8)
/// </code>
/// Whoever speaks here is not known yet. So both are read into memory of a fixed size, and never beyond their end.
/// </remarks>
internal static class Handshake
{
    private const int MagicNumber = 0x4B4C5054; // "TPLK"
    private const byte Version = 1;
    private const int HeaderBytes = 7;
    private const int VerdictHeaderBytes = 3;
    private const int MostBytes = 1024; // of what follows a header: a topology's id and a reason have some 100 characters
    private const int MostReasonChars = MostBytes / 3; // UTF-8 takes 3 bytes for one at most

    /// <exception cref="ArgumentException">The topology's id is too long.</exception>
    public static void SendHello(Stream stream, LinkHello hello)
    {
        using var buffer = new EncodeBuffer();
        var id = Encoding.UTF8.GetBytes(hello.Identity.TopologyId);
        buffer.WriteInt32(MagicNumber);
        buffer.WriteByte(Version);
        buffer.WriteByte(0); // the length, known later
        buffer.WriteByte(0);
        buffer.WriteVarint((uint)id.Length);
        buffer.Write(id);
        buffer.WriteInt64(hello.Identity.Generation);
        buffer.WriteInt32(hello.Identity.From);
        buffer.WriteInt64(hello.Identity.FromIncarnation);
        buffer.Write(hello.Key.Span);
        var length = buffer.Length - HeaderBytes;
        if (length > MostBytes)
            throw new ArgumentException($"The id of topology {hello.Identity.TopologyId} is too long.", nameof(hello));
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.WrittenFrom(HeaderBytes - sizeof(ushort)), (ushort)length);
        stream.Write(buffer.Written);
        stream.Flush();
    }

    /// <exception cref="InvalidDataException">This is no hello, or one of another version.</exception>
    /// <exception cref="IOException">The peer is gone or says nothing.</exception>
    public static LinkHello ReadHello(Stream stream)
    {
        Span<byte> memory = stackalloc byte[MostBytes];
        var header = memory[..HeaderBytes];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadInt32LittleEndian(header) != MagicNumber)
            throw new InvalidDataException("this is not a worker of a topology");
        if (header[sizeof(int)] != Version)
            throw new InvalidDataException($"its links have version {header[sizeof(int)]}, ours {Version}");
        var body = memory[..ReadLength(header)];
        stream.ReadExactly(body);
        var reader = new WireReader(body);
        var id = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadVarint(MostBytes, "bytes of an id")));
        var identity = new LinkIdentity(id, reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64());
        var key = reader.ReadBytes(LinkKeys.KeyBytes).ToArray();
        reader.End();
        return new LinkHello(identity, key);
    }

    /// <summary>Says whether the hello was good.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="reason">Why not; null if it was.</param>
    public static void SendVerdict(Stream stream, string? reason)
    {
        var text = Encoding.UTF8.GetBytes(reason is { Length: > MostReasonChars } ? reason[..MostReasonChars] : reason ?? "");
        var verdict = new byte[VerdictHeaderBytes + text.Length];
        verdict[0] = reason is null ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(verdict.AsSpan(1), (ushort)text.Length);
        text.CopyTo(verdict, VerdictHeaderBytes);
        stream.Write(verdict);
        stream.Flush();
    }

    /// <exception cref="LinkRefusedException">It was not.</exception>
    /// <exception cref="InvalidDataException">This is no verdict.</exception>
    /// <exception cref="IOException">The peer is gone or says nothing.</exception>
    public static void ReadVerdict(Stream stream)
    {
        Span<byte> memory = stackalloc byte[MostBytes];
        var header = memory[..VerdictHeaderBytes];
        stream.ReadExactly(header);
        if (header[0] > 1)
            throw new InvalidDataException("this is not a worker of a topology");
        var isAccepted = header[0] == 1;
        var text = memory[..ReadLength(header)];
        stream.ReadExactly(text);
        if (!isAccepted)
            throw new LinkRefusedException(Encoding.UTF8.GetString(text));
    }

    private static int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16LittleEndian(header[^sizeof(ushort)..]) is var length && length <= MostBytes
        ? length
        : throw new InvalidDataException($"{length} bytes, where {MostBytes} are the most");
}
