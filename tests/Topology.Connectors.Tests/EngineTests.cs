using Topology.Connectors.Tests.Support;
using Topology.Testing;

namespace Topology.Connectors.Tests;

/// <summary>Sinks in the engine of production: it checks who acks what, when, and on which thread.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_time_passes_without_ticks_Then_files_are_published_and_acked()
    {
        using var harness = new BoltHarness(() => new FileSink(_folder.Path, input => input.GetString(0)), new Fields("line"));
        harness.Execute("a");
        harness.Execute("b");
        Assert.Empty(harness.Acked);

        harness.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Equal([0, 1], harness.Acked);
        Assert.Equal(["a", "b"], File.ReadAllLines(Directory.GetFiles(_folder.Path).Single()));
    }

    [Fact]
    public void When_it_ticks_Then_rows_are_written_and_acked()
    {
        using var database = new MemoryDatabase("CREATE TABLE words (word TEXT)");
        using var harness = new BoltHarness(
            () => new SqlSink(database.Connect, "INSERT INTO words VALUES (@word)", new SqlSinkOptions { FlushAfter = TimeSpan.FromHours(1) }), new Fields("word"), tickInterval: TimeSpan.FromSeconds(3));
        harness.Execute("a");
        Assert.Empty(harness.Acked);

        harness.Tick();

        Assert.Equal([0], harness.Acked);
        Assert.Equal(["a"], database.Read("SELECT * FROM words"));
    }

    [Fact]
    public void When_time_passes_Then_upserts_are_written_and_acked_or_failed()
    {
        var store = new List<string>();
        using var harness = new BoltHarness(() => new StoreSink(store), new Fields("word"));
        harness.Execute("a");
        harness.Execute("a");
        harness.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal([0, 1], harness.Acked);
        Assert.Equal(["a"], store);

        harness.Execute("bad");
        harness.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal([2], harness.Failed);
    }

    private sealed class StoreSink(List<string> store) : IdempotentSink<string>
    {
        protected override string KeyOf(StreamTuple input) => input.GetString(0);

        protected override void Upsert(IReadOnlyDictionary<string, StreamTuple> last)
        {
            if (last.ContainsKey("bad"))
                throw new FailedException();
            store.AddRange(last.Keys);
        }
    }
}
