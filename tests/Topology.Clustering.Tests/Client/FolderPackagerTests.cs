namespace Topology.Clustering.Tests.Client;

public sealed class FolderPackagerTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly string folder = Directory.CreateTempSubdirectory("topology-packager-tests-").FullName;

    [Fact]
    public async Task When_a_folder_is_packed_twice_Then_the_packages_are_equal_whatever_the_times_of_the_files()
    {
        Write("a.dll");
        Write("a.deps.json");
        Write("runtimes/linux-x64/native.so");

        using var first = await new FolderPackager().PackAsync(folder, Token);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "a.dll"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        using var second = await new FolderPackager().PackAsync(folder, Token);

        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Equal((new FileInfo(first.Path).Length, "a.dll"), (first.Bytes, first.Assembly));
        using var stream = File.OpenRead(first.Path);
        Assert.Equal(["a.deps.json", "a.dll", "runtimes/linux-x64/native.so"], Packages.EntriesOf(stream));
    }

    [Fact]
    public async Task When_the_assembly_of_a_publish_folder_is_named_Then_the_folder_is_packed()
    {
        Write("a.dll");
        Write("b.dll");
        Write("b.deps.json");

        using var package = await new FolderPackager().PackAsync(Path.Combine(folder, "b.dll"), Token);

        Assert.Equal("b.dll", package.Assembly);
        using var stream = File.OpenRead(package.Path);
        Assert.Equal(["a.dll", "b.deps.json", "b.dll"], Packages.EntriesOf(stream));
    }

    [Fact]
    public async Task When_it_cannot_be_told_which_assembly_is_meant_Then_the_choice_is_shown()
    {
        foreach (var name in new[] { "a.dll", "a.deps.json", "b.dll", "b.deps.json", "c.dll" })
            Write(name);

        var refused = await Assert.ThrowsAsync<TopologyException>(() => new FolderPackager().PackAsync(folder, Token));

        Assert.EndsWith("name one of a.dll, b.dll.", refused.Message);
    }

    [Fact]
    public async Task When_the_package_is_disposed_Then_its_file_is_gone()
    {
        Write("a.dll");
        Write("a.deps.json");

        var package = await new FolderPackager().PackAsync(Path.Combine(folder, "a.dll"), Token);
        package.Dispose();

        Assert.False(File.Exists(package.Path));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // not null: a path of a file in the folder
        File.WriteAllText(path, name);
    }
}
