using CsCheck;
using Topology.Runtime.Checkpoints;
using static Topology.Runtime.Tests.Checkpoints.Manifests;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>A store against the simplest thing that does what <see cref="ICheckpointStore"/> says, over random calls.</summary>
public abstract class CheckpointStoreModelTests
{
    private const int Ids = 6;
    private const int Parts = 3;

    private static readonly Gen<Call> Calls = Gen.OneOf(
        Gen.Select(Gen.Long[1, Ids], Gen.Int[0, Parts - 1], Gen.Int[0, 100], (id, part, seed) => (Call)new Write($"{id}/{part}", seed)),
        Gen.Select(Gen.Long[1, Ids], Gen.Select(Gen.Long[1, Ids], Gen.Int[0, Parts - 1], (id, part) => $"{id}/{part}").HashSet[0, 4], (id, pieces) => (Call)new Commit(id, pieces)),
        Gen.Select(Gen.Long[0, Ids + 1].HashSet[0, 3], Gen.Long[0, Ids + 1], (ids, keep) => (Call)new Delete(ids, keep)));

    [Fact]
    public void When_calls_come_in_any_order_Then_it_holds_what_the_model_holds()
    {
        var run = 0;
        Calls.List[1, 40].Sample(
            calls =>
            {
                // Each sequence with a topology of its own; the last one's is looked at again, since nothing may reach it.
                var topology = $"t{Interlocked.Increment(ref run)}";
                return RunAsync(topology, calls).GetAwaiter().GetResult();
            },
            iter: Iterations,
            threads: 1);
    }

    /// <summary>How many sequences.</summary>
    protected virtual int Iterations => 60;

    /// <summary>The same for all sequences.</summary>
    protected abstract Task<ICheckpointStore> StoreAsync();

    private async Task<bool> RunAsync(string topology, List<Call> calls)
    {
        var store = await StoreAsync();
        var pieces = new Dictionary<string, byte[]>();
        var manifests = new SortedDictionary<long, HashSet<string>>();
        foreach (var call in calls)
        {
            var outcome = await OutcomeAsync(store, topology, call);
            if (outcome != Expect(call, pieces, manifests))
                return false;
        }
        return await IsSameAsync(store, topology, pieces, manifests);
    }

    private static async Task<Outcome> OutcomeAsync(ICheckpointStore store, string topology, Call call)
    {
        try
        {
            await (call switch
            {
                Write write => store.WriteAsync(topology, write.Piece, Content(write.Seed, write.Seed)),
                Commit commit => store.CommitAsync(topology, Of(commit.Id, [.. commit.Pieces.Order(StringComparer.Ordinal).Select(piece => (piece, 0))])),
                Delete delete => store.DeleteAsync(topology, delete.Ids, delete.KeepPiecesAfter),
                _ => throw new ArgumentOutOfRangeException(nameof(call)),
            });
            return Outcome.Done;
        }
        catch (CheckpointStoreException)
        {
            return Outcome.Refused;
        }
        catch (CheckpointDamagedException)
        {
            return Outcome.Damaged;
        }
    }

    private static Outcome Expect(Call call, Dictionary<string, byte[]> pieces, SortedDictionary<long, HashSet<string>> manifests)
    {
        switch (call)
        {
            case Write write:
                pieces[write.Piece] = Content(write.Seed, write.Seed);
                return Outcome.Done;
            case Commit commit when manifests.TryGetValue(commit.Id, out var present):
                return present.SetEquals(commit.Pieces) ? Outcome.Done : Outcome.Refused;
            case Commit commit when !commit.Pieces.All(pieces.ContainsKey):
                return Outcome.Damaged;
            case Commit commit:
                manifests.Add(commit.Id, commit.Pieces);
                return Outcome.Done;
            case Delete delete:
                foreach (var id in delete.Ids)
                    manifests.Remove(id);
                foreach (var piece in pieces.Keys.Where(piece => piece[0] - '0' <= delete.KeepPiecesAfter && !manifests.Values.Any(named => named.Contains(piece))).ToList())
                    pieces.Remove(piece);
                return Outcome.Done;
            default:
                throw new ArgumentOutOfRangeException(nameof(call));
        }
    }

    private static async Task<bool> IsSameAsync(ICheckpointStore store, string topology, Dictionary<string, byte[]> pieces, SortedDictionary<long, HashSet<string>> manifests)
    {
        var listed = await store.ListAsync(topology);
        if (!listed.Select(manifest => manifest.Id).SequenceEqual(manifests.Keys.Reverse()))
            return false;
        if (!listed.All(manifest => manifests[manifest.Id].SetEquals(manifest.Tasks.SelectMany(task => task.Pieces).Select(entry => entry.Piece))))
            return false;

        for (var id = 1; id <= Ids; id++)
        {
            for (var part = 0; part < Parts; part++)
            {
                var piece = $"{id}/{part}";
                if (await ContentOrNullAsync(store, topology, piece) is { } content ? !pieces.TryGetValue(piece, out var expected) || !content.SequenceEqual(expected) : pieces.ContainsKey(piece))
                    return false;
            }
        }
        return true;
    }

    private static async Task<byte[]?> ContentOrNullAsync(ICheckpointStore store, string topology, string piece)
    {
        try
        {
            return (await store.ReadAsync(topology, piece)).ToArray();
        }
        catch (CheckpointDamagedException)
        {
            return null;
        }
    }

    private enum Outcome
    {
        Done,
        Refused,
        Damaged,
    }

    private abstract record Call;

    private sealed record Write(string Piece, int Seed) : Call;

    private sealed record Commit(long Id, HashSet<string> Pieces) : Call;

    private sealed record Delete(HashSet<long> Ids, long KeepPiecesAfter) : Call;
}
