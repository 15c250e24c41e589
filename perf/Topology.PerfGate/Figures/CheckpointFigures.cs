using System.Diagnostics;
using System.Text;
using Topology.Clustering.Checkpoints;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.State;
using Topology.State.RocksDb;

namespace Topology.PerfGate.Figures;

/// <summary>What state and checkpoints cost.</summary>
internal static class CheckpointFigures
{
    private const int Operations = 4_000_000;
    private const double BytesPerMegabyte = 1_000_000;
    private const int FewKeys = 100_000;
    private const int WarmUp = 4; // checkpoints
    private const int Checkpoints = 5; // of which the longest stall counts
    private const string Topology = "perf";

    /// <summary>Words per second, effectively once against untracked.</summary>
    public static Reading WordCount(Repeat repeat) =>
        new(Workloads.Measure(repeat, "wordcount effectively once").Rate, Workloads.Measure(repeat, "wordcount untracked").Rate);

    /// <summary>How long an executor stands still at most for a snapshot while every key changes all the time, against copying the keys and values of
    /// both tasks once to arrays.</summary>
    public static Reading Stall(Repeat repeat)
    {
        var counters = new SinkCounters();
        var builder = new TopologyBuilder();
        builder.SetSpout("keys", () => new KeySpout(KeyedState.Keys));
        builder.SetBolt("state", () => new StoringBolt(counters), 2).FieldsGrouping("keys", new Fields("key"));
        var folder = Directory.CreateTempSubdirectory("topology-perf-").FullName;
        var longest = TimeSpan.Zero;
        using (var run = new LocalRun(folder))
        {
            run.Submit("stall", builder, new TopologyConfig { Guarantee = DeliveryGuarantee.EffectivelyOnce });
            while (counters.Count < KeyedState.Keys)
                Thread.Sleep(10);
            var first = run.Checkpoints.Completed + WarmUp; // the first ones may not hold all keys, are compiled, and get their memory
            while (run.Checkpoints is var now && now.Completed < first + Checkpoints)
            {
                if (now.Completed > first && now.Copying > longest)
                    longest = now.Copying;
                if (now.Failed > 0)
                    throw new InvalidOperationException($"A checkpoint failed: {now.LastFailure}");
                Thread.Sleep(10);
            }
            run.EnsureHealthy();
        }
        Directory.Delete(folder, recursive: true);
        return new Reading(longest.TotalMilliseconds, CopyOnce().TotalMilliseconds);
    }

    /// <summary>Restoring a million keys from SQLite against reading as many bytes from it and filling a dictionary.</summary>
    public static Reading Restore(Repeat repeat)
    {
        var folder = Directory.CreateTempSubdirectory("topology-perf-").FullName;
        var store = SqlCheckpointStore.OpenSqlite(Path.Combine(folder, "checkpoints.db"));
        var owner = new StateOwner("state", 0, 1);
        var states = new TaskStates(owner, new PlainSerializer(), [], null);
        Fill(states.GetKeyValue<string, string>("state", new StateOptions<string>()).Put, KeyedState.Keys);
        var piece = states.Snapshot(full: true)[0];
        var content = piece.Encode();
        var entry = new PieceEntry(PieceName.Make(1, "state", 0, "state"), piece.State, piece.Form, piece.IsFull, piece.Version, piece.Entries, content.Length);
        var plain = PieceName.Make(1, "plain", 0, "state");
        Blocking.Wait(store.WriteAsync(Topology, entry.Piece, content), "a write");
        Blocking.Wait(store.WriteAsync(Topology, plain, Plain()), "a write");
        states = null;

        var theirs = Time(() => Read(Blocking.Wait(store.ReadAsync(Topology, plain), "a read")));
        var ours = Time(() =>
        {
            var read = Blocking.Wait(store.ReadAsync(Topology, entry.Piece), "a read");
            var restored = new TaskStates(owner, new PlainSerializer(), [new RestoredPiece(0, 1, entry, read)], 1);
            return restored.GetKeyValue<string, string>("state", new StateOptions<string>()).Count;
        });
        Directory.Delete(folder, recursive: true);
        return new Reading(ours.TotalMilliseconds, theirs.TotalMilliseconds, $"({content.Length / 1_000_000} MB)");
    }

    /// <summary>Bytes of an incremental checkpoint of a million keys on RocksDB of which one in a hundred has changed, against those of a full one.</summary>
    public static Reading Incremental(Repeat repeat)
    {
        var folder = Directory.CreateTempSubdirectory("topology-perf-").FullName;
        double full, changed;
        using (var storage = new RocksDbStorage(new RocksDbStorageOptions { Folder = folder }))
        using (var states = new TaskStates(new StateOwner("state", 0, 1), new PlainSerializer(), [], null, storage))
        {
            var state = states.GetKeyValue<string, string>("state", new StateOptions<string>());
            Fill(state.Put, KeyedState.Keys);
            full = Bytes(states.Snapshot(full: false));
            Fill(state.Put, KeyedState.Keys / 100);
            changed = Bytes(states.Snapshot(full: false));
        }
        Directory.Delete(folder, recursive: true);
        return new Reading(changed / BytesPerMegabyte, full / BytesPerMegabyte);
    }

    private static long Bytes(IReadOnlyList<StatePiece> pieces)
    {
        var bytes = 0L;
        foreach (var piece in pieces)
        {
            for (var part = piece; part is not null; part = part.Rest())
                bytes += part.Encode().Length;
        }
        return bytes;
    }

    /// <summary>A put and a get of keyed state against those of a dictionary.</summary>
    public static Reading PutAndGet(Repeat repeat)
    {
        string[] keys = [.. Enumerable.Range(0, FewKeys).Select(i => $"key-{i}")];
        var state = new TaskStates(new StateOwner("state", 0, 1), new PlainSerializer(), [], null).GetKeyValue<string, long>("state", new StateOptions<long>());
        var dictionary = new Dictionary<string, long>(StringComparer.Ordinal);
        var ours = TimeSpan.MaxValue;
        var theirs = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++) // the first ones compile
        {
            ours = Min(ours, Time(() =>
            {
                for (var i = 0; i < Operations; i++)
                    state.Put(keys[i % FewKeys], state.Get(keys[i % FewKeys]) + 1);
                return state.Count;
            }));
            theirs = Min(theirs, Time(() =>
            {
                for (var i = 0; i < Operations; i++)
                    dictionary[keys[i % FewKeys]] = dictionary.GetValueOrDefault(keys[i % FewKeys]) + 1;
                return dictionary.Count;
            }));
        }
        return new Reading(Operations / ours.TotalSeconds, Operations / theirs.TotalSeconds);
    }

    private static TimeSpan CopyOnce()
    {
        var halves = new[] { new Dictionary<string, string>(), new Dictionary<string, string>() };
        Fill((key, value) => halves[key[^1] % 2][key] = value, KeyedState.Keys);
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
            best = Min(best, Time(() => halves.Sum(half => (long)half.ToArray().Length)));
        return best;
    }

    private static void Fill(Action<string, string> put, int keys)
    {
        for (var i = 0; i < keys; i++)
            put($"key-{i:D8}", KeyedState.ValueOf(i));
    }

    private static byte[] Plain()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            Fill((key, value) =>
            {
                writer.Write(key);
                writer.Write(value);
            }, KeyedState.Keys);
        }
        return bytes.ToArray();
    }

    private static long Read(ReadOnlyMemory<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        var filled = new Dictionary<string, string>(KeyedState.Keys, StringComparer.Ordinal);
        for (var i = 0; i < KeyedState.Keys; i++)
            filled.Add(reader.ReadString(), reader.ReadString());
        return filled.Count;
    }

    private static TimeSpan Time(Func<long> work)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        if (work() == 0)
            throw new InvalidOperationException("Nothing was done.");
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    /// <summary>Strings and numbers need none.</summary>
    private sealed class PlainSerializer : IValueSerializer
    {
        public void Serialize(object value, System.Buffers.IBufferWriter<byte> target) => throw new NotSupportedException();

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException();
    }
}
