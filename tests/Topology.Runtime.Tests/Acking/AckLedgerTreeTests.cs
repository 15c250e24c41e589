using CsCheck;
using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>Random trees of tuples, acked in any order.</summary>
public class AckLedgerTreeTests
{
    private static readonly Gen<(int Seed, int Trees, int Ackers)> AnyForest = Gen.Select(Gen.Int, Gen.Int[1, 8], Gen.Int[1, 3]);

    [Fact]
    public void When_all_tuples_are_acked_in_any_order_Then_each_tree_completes_once_at_its_last_ack() => AnyForest.Sample(
        (seed, trees, ackers) =>
        {
            var random = new Random(seed);
            var acks = Forest(random, trees);
            var left = acks.GroupBy(ack => ack.Root).ToDictionary(group => group.Key, group => group.Count());
            var ledgers = Ledgers(ackers);
            foreach (var (root, xor) in acks)
                Assert.Equal(--left[root] == 0, LedgerOf(ledgers, root).Add(root, xor));
        },
        iter: 2000,
        threads: 1);

    [Fact]
    public void When_one_tuple_fails_Then_each_tree_ends_once_and_whatever_comes_later_is_ignored() => AnyForest.Sample(
        (seed, trees, ackers) =>
        {
            var random = new Random(seed);
            var acks = Forest(random, trees);
            var failing = acks.Select(ack => ack.Root).Distinct().ToDictionary(root => root, root => random.Next(acks.Count(ack => ack.Root == root)));
            var ended = new HashSet<long>();
            var ledgers = Ledgers(ackers);
            foreach (var (root, xor) in acks)
            {
                if (failing[root]-- != 0)
                    Assert.False(LedgerOf(ledgers, root).Add(root, xor));
                else
                    Assert.True(LedgerOf(ledgers, root).Fail(root) && ended.Add(root));
            }
            Assert.Equal(failing.Count, ended.Count);
        },
        iter: 2000,
        threads: 1);

    [Fact]
    public void When_acks_are_merged_on_their_way_Then_each_tree_still_completes_once() => AnyForest.Sample(
        (seed, trees, ackers) =>
        {
            var random = new Random(seed);
            var acks = Forest(random, trees);
            var ledgers = Ledgers(ackers);
            var completed = new List<long>();
            while (acks.Count > 0)
            {
                var batch = new AckBatch(1);
                var taken = acks.Take(random.Next(1, 20)).OrderBy(ack => ack.Root).ToList();
                acks.RemoveRange(0, taken.Count);
                taken.ForEach(ack => batch.Add(ack.Root, ack.Xor));
                for (var i = 0; i < batch.Count; i++)
                {
                    if (LedgerOf(ledgers, batch[i].Root).Add(batch[i].Root, batch[i].Xor))
                        completed.Add(batch[i].Root);
                }
            }
            Assert.Equal(trees, completed.Distinct().Count());
            Assert.Equal(trees, completed.Count);
        },
        iter: 1000,
        threads: 1);

    private static AckLedger[] Ledgers(int ackers) => [.. Enumerable.Range(0, ackers).Select(_ => new AckLedger(ackers))];

    private static AckLedger LedgerOf(AckLedger[] ledgers, long root) => ledgers[AckLedger.AckerOf(root, ledgers.Length)];

    /// <summary>All acks of some trees, mixed: tuple by tuple, its own edge xor those of what was emitted for it.</summary>
    private static List<(long Root, long Xor)> Forest(Random random, int trees)
    {
        var acks = new List<(long, long)>();
        for (var tree = 0; tree < trees; tree++)
            Grow(RootId.Pack(random.Next(1, 3), random.Next(1, 100), tree), random, acks);
        var mixed = acks.ToArray();
        random.Shuffle(mixed);
        return [.. mixed];
    }

    private static void Grow(long root, Random random, List<(long Root, long Xor)> acks)
    {
        var edges = new Queue<long>();
        var rest = RootId.FirstEdges(root);
        for (var more = random.Next(3); more > 0; more--) // all but the last delivery of the root tuple
        {
            edges.Enqueue(random.NextInt64());
            rest ^= edges.Last();
        }
        edges.Enqueue(rest);
        for (var budget = random.Next(30); edges.TryDequeue(out var edge);)
        {
            var xor = edge;
            for (var children = random.Next(4); children > 0 && budget > 0; children--, budget--)
            {
                edges.Enqueue(random.NextInt64());
                xor ^= edges.Last();
            }
            acks.Add((root, xor));
        }
    }
}
