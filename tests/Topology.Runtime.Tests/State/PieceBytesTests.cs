using CsCheck;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Every type comes back, and bytes that are not as they were written do no harm.</summary>
public class PieceBytesTests
{
    private static readonly Gen<(int, int, byte)[]> AnyChanges = Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 4];

    [Fact]
    public void Every_type_comes_back_as_it_was()
    {
        Check(Gen.String);
        Check(Gen.Long);
        Check(Gen.Int);
        Check(Gen.Bool);
        Check(Gen.Double.Where(double.IsFinite));
        Check(Gen.DateTime);
        Check(Gen.Byte.Array[0, 200]);
        Check(Gen.Guid);
        Check(Gen.Select(Gen.Char['a', 'z'].Array[0, 5].Select(chars => new string(chars)), Gen.Int));
        Check(Gen.Enum<DayOfWeek>());
        CheckValues(Gen.Int.Nullable());
        CheckValues(Gen.OneOf<object?>(Gen.Const((object?)null), Gen.Int.Select(i => (object?)i), Gen.Long.Select(i => (object?)i), Gen.Bool.Select(i => (object?)i), Gen.Guid.Select(i => (object?)i)));
        CheckValues(Gen.Int.Select(i => i % 2 == 0 ? Value.Null : (Value)i));
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused() => Gen
        .Select(Gen.Select(Gen.Char['a', 'z'].Array[0, 9].Select(chars => new string(chars)), Gen.Int[0, 20]).Array[0, 20], AnyChanges)
        .Sample((entries, changes) =>
        {
            var states = StateStore.States();
            foreach (var (key, number) in entries)
                Put(states, key, number);
            List<StatePiece> pieces = [.. states.Snapshot(full: false)];
            foreach (var (key, number) in entries.Take(entries.Length / 2))
                Change(states, key, number);
            pieces.AddRange(states.Snapshot(full: false));
            List<(StatePiece Piece, byte[] Bytes)> written = [.. pieces.Select(piece => (piece, piece.Encode().ToArray()))];
            foreach (var (piece, _) in written)
                ReadsOrRefuses(written, piece, changes);
        }, iter: 2_000, threads: 1);

    [Fact]
    public void Random_bytes_are_read_or_refused() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        if (bytes.Length > 0)
            bytes[0] = 1; // the format
        foreach (var form in Enum.GetValues<StateForm>())
            ReadsOrRefuses([new RestoredPiece(0, 1, new PieceEntry("p", $"{form}", form, true, 1, 0, bytes.Length), bytes)]);
    }, iter: 5_000, threads: 1);

    [Fact]
    public void When_a_count_is_more_than_the_bytes_can_hold_Then_nothing_is_made_for_it()
    {
        byte[] bytes = [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 7, 7, 0, 0];
        var piece = new RestoredPiece(0, 1, new PieceEntry("p", "a", StateForm.KeyValue, true, 1, 0, bytes.Length), bytes);

        var error = Assert.Throws<CheckpointDamagedException>(() => StateStore.States([piece]).GetKeyValue<string, long>("a", new()));

        Assert.Contains("2147483647 entries do not fit into the 3 bytes that are left", error.Message);
    }

    private static void Put(TaskStates states, string key, int number)
    {
        states.GetKeyValue<string, long>("1", new()).Put(key, number);
        states.GetKeyValue<long, List<string>>("2", new()).Put(number, [key]);
        states.GetKeyValue<byte[], DateTime>("3", new()).Put(new byte[number], DateTime.UnixEpoch.AddDays(number));
        states.GetValue<Tally>("4", new()).Value = new Tally { Count = number };
        states.GetList<string>("5", new()).Add(key);
    }

    private static void Change(TaskStates states, string key, int number)
    {
        states.GetKeyValue<string, long>("1", new()).Remove(key);
        states.GetKeyValue<long, List<string>>("2", new()).Put(number, []);
        states.GetKeyValue<byte[], DateTime>("3", new()).Remove(new byte[number]);
    }

    private static void ReadsOrRefuses(List<(StatePiece Piece, byte[] Bytes)> written, StatePiece changed, (int, int, byte)[] changes) => ReadsOrRefuses(
        [.. written.Select(part => StateStore.Restored(0, 1, part.Piece, ReferenceEquals(part.Piece, changed) ? Changed(part.Bytes, changes) : part.Bytes))]);

    private static void ReadsOrRefuses(IReadOnlyList<RestoredPiece> pieces)
    {
        foreach (var tasks in new[] { 1, 2 })
        {
            var states = StateStore.States(pieces, 0, tasks);
            Try(() => states.GetKeyValue<string, long>("1", new()));
            Try(() => states.GetKeyValue<long, List<string>>("2", new()));
            Try(() => states.GetKeyValue<byte[], DateTime>("3", new()));
            Try(() => states.GetValue<Tally>("4", new()));
            Try(() => states.GetList<string>("5", new()));
            Try(() => states.GetKeyValue<object, object?>("KeyValue", new()));
            Try(() => states.GetValue<object?>("Value", new()));
            Try(() => states.GetList<object?>("List", new()));
        }
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (CheckpointDamagedException)
        {
            // the only way to refuse
        }
    }

    private static byte[] Changed(byte[] bytes, (int What, int Where, byte With)[] changes)
    {
        var all = bytes.ToList();
        foreach (var (what, where, with) in changes)
        {
            var at = where % (all.Count + 1);
            if (what == 0)
                all.Insert(at, with);
            else if (at < all.Count && what == 1)
                all.RemoveAt(at);
            else if (at < all.Count && what == 2)
                all.RemoveRange(at, all.Count - at);
            else if (at < all.Count)
                all[at] = what == 3 ? with : (byte)(all[at] ^ 0x80);
        }
        return [.. all];
    }

    private static void Check<T>(Gen<T> gen)
        where T : notnull
    {
        CheckValues(gen);
        gen.Array[0, 10].Sample(keys =>
        {
            var (store, states) = (new StateStore(), StateStore.States());
            var state = states.GetKeyValue<T, bool>("keys", new());
            foreach (var key in keys)
                state.Put(key, true);
            store.Add(0, 1, states.Snapshot(full: true));
            var restored = store.Restore(0, 1).GetKeyValue<T, bool>("keys", new());
            Assert.Equal(state.Count, restored.Count);
            Assert.All(keys, key => Assert.True(restored.Get(key)));
        }, iter: 100, threads: 1);
    }

    private static void CheckValues<T>(Gen<T> gen) => gen.Array[0, 10].Sample(items =>
    {
        var (store, states) = (new StateStore(), StateStore.States());
        states.GetList<T>("items", new()).Replace(items);
        store.Add(0, 1, states.Snapshot(full: true));
        Assert.Equal(items, store.Restore(0, 1).GetList<T>("items", new()));
    }, iter: 100, threads: 1);
}
