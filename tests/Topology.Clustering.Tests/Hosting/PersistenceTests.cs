using Akka.Actor;
using Akka.Persistence;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Hosting;

[Trait("tier", "cluster")]
public class PersistenceTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task When_a_node_restarts_Then_its_master_has_what_it_stored()
    {
        await using var systems = new RunningSystems();
        var config = systems.Config("a");
        var first = systems.StartNode(config, typeof(ITestEvent));
        var tally = first.ActorOf(Props.Create(() => new Tally()), "tally");
        await RunningSystems.AskAsync<int>(tally, new Added(2, ["x"]));
        Assert.Equal(5, await RunningSystems.AskAsync<int>(tally, new Added(3, [])));
        await RunningSystems.AskAsync<string>(tally, "snapshot");
        Assert.Equal(9, await RunningSystems.AskAsync<int>(tally, new Added(4, [])));
        await RunningSystems.KillAsync(first);

        var second = systems.StartNode(config, typeof(ITestEvent));

        Assert.Equal(9, await RunningSystems.AskAsync<int>(second.ActorOf(Props.Create(() => new Tally()), "tally"), "total"));
        Assert.True(File.Exists(config.SqliteFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ConfigFolder.ModeOf(config.SqliteFile));
    }

    [Fact]
    public async Task When_the_store_is_postgresql_Then_another_node_has_what_was_stored()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var systems = new RunningSystems();
        var settings = $"master.store = postgresql\nmaster.postgresql = \"{database}\"";
        var first = systems.StartNode(systems.Config("a", settings), typeof(ITestEvent));
        var tally = first.ActorOf(Props.Create(() => new Tally("tally")));
        await RunningSystems.AskAsync<int>(tally, new Added(2, ["x"]));
        await RunningSystems.AskAsync<string>(tally, "snapshot");
        Assert.Equal(5, await RunningSystems.AskAsync<int>(tally, new Added(3, [])));
        await RunningSystems.KillAsync(first);

        var second = systems.StartNode(systems.Config("b", settings), typeof(ITestEvent));

        Assert.Equal(5, await RunningSystems.AskAsync<int>(second.ActorOf(Props.Create(() => new Tally("tally"))), "total"));
    }

    [Fact]
    public async Task When_two_nodes_of_a_host_share_the_file_Then_both_can_write()
    {
        await using var systems = new RunningSystems();
        var first = systems.Config("a");
        var second = systems.Config("b", $"master.sqlite-file = \"{first.SqliteFile}\"");
        var actors = new[] { systems.StartNode(first, typeof(ITestEvent)), systems.StartNode(second, typeof(ITestEvent)) }
            .Select((system, i) => system.ActorOf(Props.Create(() => new Tally($"tally-{i}"))))
            .ToArray();

        var totals = await Task.WhenAll(actors.Select(async actor =>
        {
            var total = 0;
            for (var i = 0; i < 50; i++)
                total = await RunningSystems.AskAsync<int>(actor, new Added(1, []));
            return total;
        }));

        Assert.Equal([50, 50], totals);
    }

    [Fact]
    public async Task When_an_event_bears_no_marker_Then_it_is_not_stored()
    {
        await using var systems = new RunningSystems();
        var node = systems.StartNode(systems.Config("a"), typeof(ITestEvent));

        var answer = await RunningSystems.AskAsync<string>(node.ActorOf(Props.Create(() => new Tally())), new Unmarked());

        Assert.Contains("is not a message of the protocol", answer, StringComparison.Ordinal);
    }

    internal interface ITestEvent;

    internal sealed record Added(int Count, IReadOnlyList<string> Notes) : ITestEvent;

    internal sealed record Total(int Count) : ITestEvent;

    internal sealed record Unmarked;

    private sealed class Tally : ReceivePersistentActor
    {
        private int _total;
        private IActorRef _asker = ActorRefs.Nobody;

        public Tally(string id = "tally")
        {
            PersistenceId = id;
            Recover<Added>(added => _total += added.Count);
            Recover<SnapshotOffer>(offer => _total = ((Total)offer.Snapshot).Count);
            Command<Added>(added => Persist(added, _ => Sender.Tell(_total += added.Count)));
            Command<Unmarked>(unmarked => Persist(unmarked, _ => Sender.Tell("stored")));
            Command<string>(text => text == "total", _ => Sender.Tell(_total));
            Command<string>(text => text == "snapshot", _ =>
            {
                _asker = Sender;
                SaveSnapshot(new Total(_total));
            });
            Command<SaveSnapshotSuccess>(_ => _asker.Tell("saved"));
            Command<SaveSnapshotFailure>(failure => _asker.Tell(failure.Cause.ToString()));
        }

        public override string PersistenceId { get; }

        protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Sender.Tell(cause.Message);

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Sender.Tell(cause.Message);
    }
}
