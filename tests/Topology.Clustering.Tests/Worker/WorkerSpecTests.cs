using System.Runtime.Versioning;
using Topology.Clustering.Tests.Supervisor;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

[SupportedOSPlatform("linux")]
public sealed class WorkerSpecTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("topology-spec-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void When_it_is_saved_Then_it_is_loaded_as_it_was_and_only_its_user_may_read_it()
    {
        var spec = Spec();

        var file = spec.Save();
        var loaded = WorkerSpec.Load(file);

        Assert.Equivalent(spec, loaded, strict: true);
        Assert.Equal(Path.Combine(_folder, "worker.json"), file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public void When_it_is_saved_over_a_file_that_others_may_read_Then_they_may_not_any_more()
    {
        foreach (var name in new[] { "worker.json", "worker.json.new" })
        {
            File.WriteAllText(Path.Combine(_folder, name), "{}");
            File.SetUnixFileMode(Path.Combine(_folder, name), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        var file = Spec().Save();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{ \"TopologyId\": 3 }")]
    public void When_a_file_is_no_spec_Then_it_is_named(string content)
    {
        var file = Path.Combine(_folder, "worker.json");
        File.WriteAllText(file, content);

        Assert.Contains(file, Assert.Throws<InvalidDataException>(() => WorkerSpec.Load(file)).Message);
    }

    [Fact]
    public void When_a_process_writes_its_address_Then_it_is_found_for_this_process_only()
    {
        Spec().SaveAddress("akka.tcp://topology@127.0.0.1:1234");

        Assert.Equal("akka.tcp://topology@127.0.0.1:1234", WorkerSpec.ReadAddress(_folder, 17));
        Assert.Null(WorkerSpec.ReadAddress(_folder, 18));
        Assert.Null(WorkerSpec.ReadAddress(Path.Combine(_folder, "other"), 17));
    }

    private WorkerSpec Spec() => new(
        "words-1", "words", 2, 17, "n1", Orders.Code(executors: 3), "/packages/a", _folder, "/logs/words-1-2.log",
        new WorkerNetwork(["akka.ssl.tcp://topology@a:1"], "0.0.0.0", "a", new TlsFiles("cert.pem", "key.pem", null, "ca.pem"), "akka.loglevel = INFO", new CheckpointPlace(null, "Host=db;Password=hidden")));
}
