using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Client;

public sealed class PackageUploadTests : IDisposable
{
    private const int Bytes = (2 * PackageUpload.PieceBytes) + 1000;

    private readonly ScriptedLink link = new();
    private readonly byte[] content = RandomNumberGenerator.GetBytes(Bytes);
    private readonly PackedFolder package;
    private readonly MemoryStream stored = new();
    private readonly List<UploadProgress> progress = [];

    public PackageUploadTests()
    {
        package = new PackedFolder(Path.GetTempFileName(), "abc", Bytes, "x.dll");
        File.WriteAllBytes(package.Path, content);
        link.Answer = (_, request) => Store(request);
    }

    [Fact]
    public async Task When_nothing_is_stored_Then_all_pieces_are_sent_in_order_and_progress_is_told()
    {
        await UploadAsync();

        Assert.Equal(content, stored.ToArray());
        Assert.Equal([0, PackageUpload.PieceBytes, 2 * PackageUpload.PieceBytes], link.Asked.OfType<UploadPiece>().Select(piece => piece.Offset));
        Assert.Equal([0, PackageUpload.PieceBytes, 2 * PackageUpload.PieceBytes, Bytes], progress.Select(step => step.Sent));
        Assert.All(progress, step => Assert.Equal(Bytes, step.Total));
    }

    [Fact]
    public async Task When_a_part_is_stored_Then_the_upload_goes_on_from_there()
    {
        stored.Write(content, 0, 777);

        await UploadAsync();

        Assert.Equal(content, stored.ToArray());
        Assert.Equal(777, link.Asked.OfType<UploadPiece>().First().Offset);
    }

    [Fact]
    public async Task When_all_is_stored_Then_nothing_is_sent()
    {
        stored.Write(content);

        await UploadAsync();

        Assert.IsType<BeginUpload>(Assert.Single(link.Asked));
        Assert.Equal([new UploadProgress(Bytes, Bytes)], progress);
    }

    [Fact]
    public async Task When_the_master_has_forgotten_the_upload_Then_it_is_announced_again()
    {
        var isForgotten = false;
        link.Answer = (_, request) =>
        {
            if (request is UploadPiece { Offset: > 0 } && !isForgotten)
            {
                isForgotten = true;
                stored.SetLength(0);
                return new RequestRefused(RefusalKind.NotFound, "no such upload");
            }

            return Store(request);
        };

        await UploadAsync();

        Assert.Equal(content, stored.ToArray());
        Assert.Equal(2, link.Asked.OfType<BeginUpload>().Count());
    }

    [Fact]
    public async Task When_the_master_takes_no_more_Then_the_upload_ends_saying_how_far_it_came()
    {
        link.Answer = (_, _) => new UploadState("abc", 500, false);

        var failed = await Assert.ThrowsAsync<TopologyException>(UploadAsync);

        Assert.Contains($"the master has 500 of {Bytes} bytes", failed.Message);
    }

    [Fact]
    public async Task When_the_package_is_refused_Then_the_reason_is_thrown()
    {
        link.Answer = (_, _) => new RequestRefused(RefusalKind.Invalid, "larger than 64 MiB");

        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(UploadAsync);

        Assert.Equal("larger than 64 MiB", refused.Message);
    }

    public void Dispose() => package.Dispose();

    private Task UploadAsync()
    {
        var calls = new GatewayCalls(link, [new MasterEndpoint("a", 7010)], null, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        return new PackageUpload(calls, TimeSpan.FromSeconds(10)).RunAsync(package, new Steps(progress), TestContext.Current.CancellationToken);
    }

    private UploadState Store(ClientRequest request)
    {
        if (request is UploadPiece piece)
        {
            Assert.Equal(stored.Length, piece.Offset);
            Assert.InRange(piece.Bytes.Length, 1, PackageUpload.PieceBytes);
            stored.Position = piece.Offset;
            stored.Write(piece.Bytes);
        }

        return new UploadState("abc", stored.Length, stored.Length == Bytes);
    }

    private sealed class Steps(List<UploadProgress> seen) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => seen.Add(value);
    }
}
