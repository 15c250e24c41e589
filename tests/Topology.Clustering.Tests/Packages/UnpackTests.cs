using CsCheck;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

/// <summary>Archives that mean harm, written byte by byte.</summary>
public sealed class UnpackTests : IDisposable
{
    private static readonly byte[] Content = "content"u8.ToArray();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_an_archive_is_honest_Then_it_is_unpacked()
    {
        Unpack(new ZipBytes().Add("folder/", [], mode: 0x41ED, method: 0).Add("folder/a.dll", Content).Add("b.dll", Content, method: 0, mode: 0));

        Assert.Equal("content", File.ReadAllText(_folder["out/folder/a.dll"]));
        Assert.Equal("content", File.ReadAllText(_folder["out/b.dll"]));
    }

    [Theory]
    [InlineData("../evil.txt", "'..'")]
    [InlineData("a/../../evil.txt", "'..'")]
    [InlineData("a/./evil.txt", "'.'")]
    [InlineData("/etc/evil.txt", "an absolute path")]
    [InlineData("//server/evil.txt", "an absolute path")]
    [InlineData("C:/evil.txt", "contains ':'")]
    [InlineData("C:evil.txt", "contains ':'")]
    [InlineData("..\\evil.txt", "contains '\\'")]
    [InlineData("a\\evil.txt", "contains '\\'")]
    [InlineData("a//evil.txt", "is empty")]
    [InlineData("evil.txt. ", "a dot or a blank")]
    [InlineData("a./evil.txt", "a dot or a blank")]
    [InlineData("evil\0.txt", "a control character")]
    [InlineData("evil\n.txt", "a control character")]
    [InlineData("../", "'..'")]
    [InlineData("/", "is empty")]
    public void When_a_name_could_lead_out_Then_the_entry_is_named(string name, string expected)
    {
        var error = Refused(new ZipBytes().Add("good.dll", Content).Add(name, Content));

        Assert.Contains($"'{name.Replace('\0', '?').Replace('\n', '?')}'", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("a.dll", "a.dll", "two of that name")]
    [InlineData("a.dll", "A.dll", "in case only")]
    [InlineData("lib/a.dll", "LIB/b.dll", "in case only")]
    [InlineData("a", "a/b.dll", "'a' is a file")]
    [InlineData("a/b.dll", "a", "a folder 'a'")]
    [InlineData("a/b.dll", "A", "a folder 'a'")]
    public void When_two_entries_could_be_one_file_Then_it_is_refused(string first, string second, string expected)
    {
        var error = Refused(new ZipBytes().Add(first, Content).Add(second, Content));

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData(0xA1FF, "a symbolic link")]
    [InlineData(0x1180, "neither a file nor a folder")]
    [InlineData(0x2180, "neither a file nor a folder")]
    [InlineData(0xC180, "neither a file nor a folder")]
    [InlineData(0x41ED, "neither a file nor a folder")]
    public void When_an_entry_is_no_file_Then_it_is_refused(int mode, string expected)
    {
        var error = Refused(new ZipBytes().Add("link.dll", "/etc/passwd"u8.ToArray(), mode: mode));

        Assert.Contains("'link.dll'", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void When_an_entry_is_encrypted_or_packed_in_an_unknown_way_Then_it_is_refused()
    {
        Assert.Contains("'a.dll': it is encrypted", Refused(new ZipBytes().Add("a.dll", Content, flags: 1)).Message);
        Assert.Contains("'a.dll': it cannot be unpacked", Refused(new ZipBytes().Add("a.dll", Content, method: 12)).Message);
    }

    [Fact]
    public void When_a_folder_has_bytes_Then_it_is_refused() =>
        Assert.Contains("'a/'", Refused(new ZipBytes().Add("a/", Content, mode: 0x41ED)).Message);

    [Fact]
    public void When_an_entry_grows_out_of_proportion_Then_it_is_refused_before_it_is_written()
    {
        var error = Refused(new ZipBytes().Add("bomb.bin", new byte[20_000_000]));

        Assert.Contains("'bomb.bin'", error.Message);
        Assert.Contains("more than 200 times", error.Message);
    }

    [Fact]
    public void When_entries_share_their_packed_bytes_to_grow_together_Then_it_is_refused()
    {
        var content = new byte[1_000_000]; // too small to be looked at alone
        var zip = new ZipBytes().Add("0.bin", content);
        for (var i = 1; i < 100; i++)
            zip.AddSharing($"{i}.bin", content, offset: 0);

        var error = Refused(zip);

        Assert.Contains("100,000,000 bytes, more than 200 times", error.Message);
    }

    [Fact]
    public void When_an_entry_says_it_is_longer_than_it_is_Then_it_is_refused()
    {
        var error = Refused(new ZipBytes().Add("liar.bin", Content, saidLength: 8));

        Assert.Equal(PackageFault.Invalid, error.Fault);
        Assert.Contains("'liar.bin': it has 7 bytes, not the 8 it says", error.Message);
    }

    [Fact]
    public void When_a_bomb_says_it_is_small_Then_no_more_than_it_says_is_written()
    {
        Unpack(new ZipBytes().Add("liar.bin", new byte[20_000_000], saidLength: 100));

        Assert.Equal(100, new FileInfo(_folder["out/liar.bin"]).Length);
    }

    [Fact]
    public void When_the_files_come_to_too_much_Then_it_is_refused()
    {
        var zip = new ZipBytes().Add("a.bin", new byte[600]).Add("b.bin", new byte[600]);

        var error = Refused(zip, new PackageLimits { MaxUnpackedBytes = 1000 });

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Contains("1,000 bytes, with the entry 'b.bin' of 600", error.Message);
    }

    [Fact]
    public void When_there_are_too_many_entries_Then_it_is_refused()
    {
        var zip = new ZipBytes().Add("a.bin", Content).Add("b.bin", Content).Add("c.bin", Content);

        var error = Refused(zip, new PackageLimits { MaxEntries = 2 });

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Contains("3 entries; 2 are allowed", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void When_the_number_of_entries_is_a_lie_Then_it_is_refused(int said)
    {
        var zip = new ZipBytes { SaidEntries = said }.Add("a.bin", Content).Add("b.bin", Content).Add("c.bin", Content);

        Assert.Equal(PackageFault.Invalid, Refused(zip).Fault);
    }

    [Fact]
    public void When_the_length_of_the_directory_is_a_lie_Then_it_is_refused() =>
        Assert.Contains("directory", Refused(new ZipBytes { SaidDirectoryLength = 47 }.Add("a.bin", Content)).Message);

    [Fact]
    public void When_something_follows_the_archive_Then_it_is_refused() =>
        Assert.Contains("comment", Refused(new ZipBytes { Comment = [1, 2, 3] }.Add("a.bin", Content)).Message);

    [Fact]
    public void When_the_archive_is_too_large_Then_it_is_not_even_read() =>
        Assert.Contains("are allowed", Refused(new ZipBytes().Add("a.bin", Content), new PackageLimits { MaxArchiveBytes = 50 }).Message);

    [Theory]
    [InlineData("")]
    [InlineData("this is no archive, but long enough to be looked at")]
    public void When_it_is_no_archive_Then_it_is_refused(string text) =>
        Assert.Contains("no zip archive", Refused(System.Text.Encoding.UTF8.GetBytes(text)).Message);

    [Fact]
    public void When_bytes_of_an_archive_are_changed_Then_it_is_refused_or_unpacked_within_its_folder()
    {
        var honest = new ZipBytes().Add("folder/a.dll", new byte[5000]).Add("b.dll", Content).Add("c.dll", Content, method: 0).ToArray();
        var change = Gen.Select(Gen.Int[0, honest.Length - 1], Gen.Byte);

        change.Array[1, 4].Sample(changes =>
        {
            using var place = new TemporaryFolder();
            var bytes = honest.ToArray();
            foreach (var (index, value) in changes)
                bytes[index] = value;
            place.Write("in.zip", bytes);
            try
            {
                TopologyPackage.Unpack(place["in.zip"], place["out"]);
            }
            catch (PackageException)
            {
                Assert.False(Directory.Exists(place["out"]));
            }

            Assert.All(Directory.EnumerateFileSystemEntries(place.FullName), entry => Assert.Contains(Path.GetFileName(entry), new[] { "in.zip", "out" }));
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void When_the_folder_exists_Then_it_is_left_alone()
    {
        _folder.Write("out/mine.txt", "mine");

        Assert.Throws<PackageException>(() => Unpack(new ZipBytes().Add("a.dll", Content)));

        Assert.Equal([_folder["out/mine.txt"]], Directory.GetFiles(_folder["out"]));
    }

    private PackageException Refused(ZipBytes zip, PackageLimits? limits = null) => Refused(zip.ToArray(), limits);

    private PackageException Refused(byte[] bytes, PackageLimits? limits = null)
    {
        _folder.Write("in.zip", bytes);
        var error = Assert.Throws<PackageException>(() => TopologyPackage.Unpack(_folder["in.zip"], _folder["out"], limits));
        Assert.Equal([_folder["in.zip"]], Directory.GetFileSystemEntries(_folder.FullName)); // nothing written, nothing left
        return error;
    }

    private void Unpack(ZipBytes zip) => TopologyPackage.Unpack(_folder.Write("in.zip", zip.ToArray()), _folder["out"]);
}
