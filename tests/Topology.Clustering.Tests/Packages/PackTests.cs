using System.Diagnostics;
using System.Security.Cryptography;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

public sealed class PackTests : IDisposable
{
    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _output = new();

    public void Dispose()
    {
        _source.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void When_a_folder_is_packed_and_unpacked_Then_its_files_are_the_same()
    {
        _source.Write("Some.dll", "code");
        _source.Write("runtimes/linux-x64/native/lib.so", Random(300_000));
        _source.Write("empty.txt", "");

        var packed = TopologyPackage.Pack(_source.FullName, _output["p.zip"]);
        TopologyPackage.Unpack(_output["p.zip"], _output["unpacked"]);

        Assert.Equal(3, packed.Files);
        Assert.Equal(new FileInfo(_output["p.zip"]).Length, packed.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_output["p.zip"]))), packed.Sha256);
        Assert.Equal(Contents(_source.FullName), Contents(_output["unpacked"]));
    }

    [Fact]
    public void When_the_same_files_are_packed_elsewhere_and_later_Then_the_archive_is_the_same()
    {
        using var copy = new TemporaryFolder();
        string[] names = ["b.dll", "a.dll", "B/c.dll", "Z.dll", "a/b.json"];
        foreach (var name in names)
            _source.Write(name, $"content of {name}");
        foreach (var name in names.Reverse())
            File.SetLastWriteTimeUtc(copy.Write(name, $"content of {name}"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(copy["a.dll"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var first = TopologyPackage.Pack(_source.FullName, _output["1.zip"]);
        var second = TopologyPackage.Pack(copy.FullName, _output["2.zip"]);

        Assert.Equal(first, second);
    }

    [Fact]
    public void When_an_assembly_is_named_Then_only_what_it_refers_to_is_packed()
    {
        var deep = FixtureCompiler.Compile(_source["Deep.dll"], "public class Deep {}");
        var near = FixtureCompiler.Compile(_source["Near.dll"], "public class Near { public Deep D; }", "1.0.0", deep);
        FixtureCompiler.Compile(_source["Other.dll"], "public class Other {}");
        var main = FixtureCompiler.Compile(_source["Main.dll"], "public class Main { public Near N; } " + FixtureCompiler.Definition("One"), "1.0.0", near, deep);
        _source.Write("Main.pdb", "symbols");
        _source.Write("secrets.txt", "of somebody else");
        _source.Write("de/Near.resources.dll", "texts");
        _source.Write("Topology.Api.dll", "ours, not the topology's");

        TopologyPackage.Pack(main, _output["p.zip"]);
        TopologyPackage.Unpack(_output["p.zip"], _output["unpacked"]);

        Assert.Equal(["Deep.dll", "Main.dll", "Main.pdb", "Near.dll", "de/Near.resources.dll"], Contents(_output["unpacked"]).Keys);
    }

    [Fact]
    public void When_an_assembly_in_a_publish_folder_is_named_Then_the_folder_is_packed_whole()
    {
        var main = FixtureCompiler.Compile(_source["Main.dll"], FixtureCompiler.Definition("One"));
        _source.Write("Main.deps.json", "{}");
        _source.Write("data/model.bin", "numbers");

        TopologyPackage.Pack(main, _output["p.zip"]);
        TopologyPackage.Unpack(_output["p.zip"], _output["unpacked"]);

        Assert.Equal(["Main.deps.json", "Main.dll", "data/model.bin"], Contents(_output["unpacked"]).Keys);
    }

    [Fact]
    public void When_the_archive_would_be_too_large_Then_the_largest_files_are_named_and_nothing_is_left()
    {
        _source.Write("small.dll", "x");
        _source.Write("model.bin", Random(200_000));
        _source.Write("other.bin", Random(100_000));

        var error = Assert.Throws<PackageException>(
            () => TopologyPackage.Pack(_source.FullName, _output["p.zip"], new PackageLimits { MaxArchiveBytes = 150_000 }));

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Contains("150,000 are allowed. The largest files: model.bin (200,000 bytes), other.bin (100,000 bytes), small.dll (1 bytes).", error.Message);
        Assert.False(File.Exists(_output["p.zip"]));
    }

    [Fact]
    public void When_the_files_come_to_too_much_Then_given_and_allowed_are_told()
    {
        _source.Write("model.bin", Random(200_000));

        var error = Assert.Throws<PackageException>(
            () => TopologyPackage.Pack(_source.FullName, _output["p.zip"], new PackageLimits { MaxUnpackedBytes = 150_000 }));

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Contains("its files come to 200,000 bytes, 150,000 are allowed", error.Message);
    }

    [Fact]
    public void When_there_are_too_many_files_Then_it_is_refused()
    {
        for (var i = 0; i < 4; i++)
            _source.Write($"{i}.txt", "x");

        var error = Assert.Throws<PackageException>(
            () => TopologyPackage.Pack(_source.FullName, _output["p.zip"], new PackageLimits { MaxEntries = 3 }));

        Assert.Equal(PackageFault.TooLarge, error.Fault);
        Assert.Contains("4 files; 3 are allowed", error.Message);
    }

    [Fact]
    public void When_a_file_shrinks_so_much_that_unpacking_would_refuse_it_Then_packing_does()
    {
        _source.Write("zeros.bin", new byte[5_000_000]);

        var error = Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));

        Assert.Contains("zeros.bin", error.Message);
    }

    [Theory]
    [InlineData("/etc/hostname", "outside the folder")]
    [InlineData("../OTHER/outside.txt", "outside the folder")]
    [InlineData("missing", "does not exist")]
    public void When_a_link_leads_out_or_nowhere_Then_it_is_refused(string target, string expected)
    {
        _output.Write("outside.txt", "x");
        _source.Write("a.dll", "x");
        File.CreateSymbolicLink(_source["link.dll"], target.Replace("OTHER", Path.GetFileName(_output.FullName), StringComparison.Ordinal));

        var error = Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));

        Assert.Equal(PackageFault.Invalid, error.Fault);
        Assert.Contains("link.dll", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void When_a_linked_folder_hides_the_way_out_Then_it_is_refused()
    {
        using var outside = new TemporaryFolder();
        outside.Write("inner/secret.txt", "x");
        _source.Write("a.dll", "x");
        Directory.CreateSymbolicLink(_source["folder"], outside.FullName);
        File.CreateSymbolicLink(_source["link.txt"], _source["folder/inner/secret.txt"]);

        Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));
        Directory.Delete(_source["folder"]);
        Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));
    }

    [Fact]
    public void When_links_stay_within_the_folder_Then_what_they_lead_to_is_packed()
    {
        _source.Write("lib/1.2/lib.so", "native");
        Directory.CreateSymbolicLink(_source["lib/current"], "1.2");
        File.CreateSymbolicLink(_source["lib.so"], "lib/current/lib.so");

        TopologyPackage.Pack(_source.FullName, _output["p.zip"]);
        TopologyPackage.Unpack(_output["p.zip"], _output["unpacked"]);

        Assert.Equal(["lib.so", "lib/1.2/lib.so", "lib/current/lib.so"], Contents(_output["unpacked"]).Keys);
        Assert.Null(new FileInfo(_output["unpacked/lib.so"]).LinkTarget);
    }

    [Fact]
    public void When_links_lead_in_a_circle_Then_it_is_refused()
    {
        _source.Write("folder/a.dll", "x");
        Directory.CreateSymbolicLink(_source["folder/again"], "..");

        var error = Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));

        Assert.Contains("a link to a folder that it lies in", error.Message);
    }

    [Fact]
    public void When_a_pipe_lies_in_the_folder_Then_it_is_refused_and_nobody_waits_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        _source.Write("a.dll", "x");
        using (var mkfifo = Process.Start("mkfifo", [_source["pipe"]]))
            mkfifo.WaitForExit();

        var error = Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));

        Assert.Contains("it is a pipe, a socket or a device", error.Message);
    }

    [Theory]
    [InlineData("a.dll", "A.dll", "in case only")]
    [InlineData("back\\slash.dll", "b.dll", "contains '\\'")]
    public void When_a_name_cannot_be_had_everywhere_Then_it_is_refused(string one, string other, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such files cannot be made on Windows.");
        _source.Write(one, "x");
        _source.Write(other, "x");

        var error = Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"]));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void When_there_is_nothing_to_pack_Then_it_is_told()
    {
        Assert.Contains("no files", Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source.FullName, _output["p.zip"])).Message);
        Assert.Contains("no folder and no assembly", Assert.Throws<PackageException>(() => TopologyPackage.Pack(_source["none"], _output["p.zip"])).Message);
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file).Replace('\\', '/'),
            file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
