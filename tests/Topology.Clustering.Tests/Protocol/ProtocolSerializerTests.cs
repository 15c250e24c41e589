using System.Runtime.Serialization;
using System.Text;
using CsCheck;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Protocol;

public class ProtocolSerializerTests
{
    private static readonly ProtocolSerializer Serializer = new(null!, [typeof(IProtocolMessage)], ProtocolSerializer.DefaultLimit);

    public static TheoryData<string> Messages => [.. ProtocolSerializer.TypesOf([typeof(IProtocolMessage)]).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void When_a_message_is_written_and_read_Then_it_is_the_same(string name)
    {
        var type = TypeOf(name);

        Gen.Int.Sample(
            seed =>
            {
                var message = new SampleFactory(new Random(seed)).Make(type);
                var read = Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));
                return SampleFactory.SameContents(message, read);
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public void When_the_assembly_is_looked_through_Then_every_message_of_the_protocol_is_known()
    {
        Assert.Contains(nameof(SubmitTopology), Messages.Select(row => row.Data));
        Assert.Contains(nameof(WorkerOrders), Messages.Select(row => row.Data));
        Assert.DoesNotContain(nameof(ClientRequest), Messages.Select(row => row.Data));
        Assert.True(Messages.Count > 35);
    }

    [Fact]
    public void When_a_message_holds_many_bytes_Then_they_are_not_blown_up()
    {
        var piece = new PackagePiece(new string('a', 64), 1L << 40, new byte[256 << 10], 1L << 41);

        var written = Serializer.ToBinary(piece);

        Assert.InRange(written.Length, 256 << 10, (256 << 10) + 300);
        Assert.True(SampleFactory.SameContents(piece, Serializer.FromBinary(written, nameof(PackagePiece))));
    }

    [Fact]
    public void When_an_object_is_no_message_Then_it_is_not_written()
    {
        var error = Assert.Throws<SerializationException>(() => Serializer.ToBinary(new StringBuilder()));

        Assert.Contains("System.Text.StringBuilder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_stranger_has_the_name_of_a_message_Then_it_is_not_written() =>
        Assert.Throws<SerializationException>(() => Serializer.ToBinary(new Done()));

    [Theory]
    [InlineData("Nothing")]
    [InlineData("ClientRequest")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("")]
    [InlineData(null)]
    public void When_a_manifest_is_unknown_Then_it_is_refused_by_name(string? manifest)
    {
        var error = Assert.Throws<SerializationException>(() => Serializer.FromBinary([1, 2, 0, 0, 0, (byte)'{', (byte)'}'], manifest!));

        Assert.Contains($"\"{manifest}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_message_is_too_large_Then_it_is_neither_written_nor_read()
    {
        var small = new ProtocolSerializer(null!, [typeof(IProtocolMessage)], 1000);
        var written = Serializer.ToBinary(new UploadPiece("p", 0, new byte[2000]));

        Assert.Contains("at most 1000", Assert.Throws<SerializationException>(() => small.ToBinary(new UploadPiece("p", 0, new byte[2000]))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 1000", Assert.Throws<SerializationException>(() => small.FromBinary(written, nameof(UploadPiece))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void When_bytes_are_random_Then_they_are_refused(string name) =>
        Gen.Byte.Array[0, 200].Sample(bytes => ThrowsOrReads(bytes, name), iter: 300, threads: 1);

    [Theory]
    [MemberData(nameof(Messages))]
    public void When_a_message_is_damaged_Then_it_is_refused_or_read(string name) =>
        Gen.Select(Gen.Int, Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
            (seed, place, value) =>
            {
                var bytes = Serializer.ToBinary(new SampleFactory(new Random(seed)).Make(TypeOf(name)));
                bytes[place % bytes.Length] = value;
                return ThrowsOrReads(bytes, name);
            },
            iter: 300, threads: 1);

    [Fact]
    public void When_nesting_is_deep_Then_it_is_refused()
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var json = string.Concat(Enumerable.Repeat(open, 200_000)) + "1" + string.Concat(Enumerable.Repeat(close, 200_000));
            foreach (var name in Messages.Select(row => row.Data))
                Assert.Throws<SerializationException>(() => Serializer.FromBinary(Frame(json), name));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"NameOrId\":null}")]
    [InlineData("{\"NameOrId\":5}")]
    public void When_what_is_required_is_absent_or_null_Then_it_is_refused(string json) =>
        Assert.Throws<SerializationException>(() => Serializer.FromBinary(Frame(json), nameof(GetTopology)));

    [Fact]
    public void When_a_newer_node_adds_a_member_Then_it_is_skipped() =>
        Assert.Equal(new GetTopology("a"), Serializer.FromBinary(Frame("""{"NameOrId":"a","New":{"b":[1]}}"""), nameof(GetTopology)));

    [Theory]
    [InlineData("[0,11]")]
    [InlineData("[-1,2]")]
    [InlineData("[9,2147483647]")]
    [InlineData("[2147483647,2147483647]")]
    [InlineData("\"AAAA\"")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1.5,2]")]
    public void When_bytes_are_announced_that_are_not_there_Then_it_is_refused(string blob) =>
        Assert.Throws<SerializationException>(() =>
            Serializer.FromBinary(Frame($$"""{"Package":"p","Offset":0,"Bytes":{{blob}}}""", 10), nameof(UploadPiece)));

    [Fact]
    public void When_the_same_bytes_are_named_again_and_again_Then_no_more_is_made_of_them_than_arrived()
    {
        const string Counts = """{"Component":"c","Executors":1,"Tasks":1,"Emitted":1,"Transferred":1,"Executed":1,"Acked":1,"Failed":1,"TimedOut":1,"Tracked":1,"Pending":1,"Queued":1,"Restarts":1,"Errors":1}""";

        Assert.Throws<SerializationException>(() => Serializer.FromBinary(
            Frame($$"""{"TopologyId":"t","Worker":0,"Components":[{"Counts":{{Counts}},"Capacity":0,"BackPressure":0,"ExecuteLatency":[0,10],"ProcessLatency":[0,10],"CompleteLatency":[0,10]}]}""", 10),
            nameof(WorkerMetrics)));
    }

    [Fact]
    public void When_a_request_is_shown_Then_its_token_is_not()
    {
        var shown = new GetTopology("a") { Token = "secret" }.ToString();

        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.Contains("NameOrId = a", shown, StringComparison.Ordinal);
    }

    private static bool ThrowsOrReads(byte[] bytes, string name)
    {
        try
        {
            Serializer.FromBinary(bytes, name);
            return true;
        }
        catch (SerializationException)
        {
            return true;
        }
    }

    private static byte[] Frame(string json, int blobs = 0)
    {
        var text = Encoding.UTF8.GetBytes(json);
        return [1, .. BitConverter.GetBytes(text.Length), .. text, .. new byte[blobs]];
    }

    private static Type TypeOf(string name) => ProtocolSerializer.TypesOf([typeof(IProtocolMessage)]).Single(type => type.Name == name);

    private sealed record Done;
}
