using CsCheck;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Messaging;

public class AckCodecTests
{
    private static readonly Gen<AckBatch> AnyAcks = Gen
        .Select(Gen.Select(Gen.Long, Gen.Long).Array[0, AckBatch.MaxPairs], Gen.Select(Gen.Long, Gen.Int[0, 2]).Array[0, 20], Gen.Long.Array[0, AckBatch.MaxPairs], Gen.Long.Array[0, AckBatch.MaxPairs])
        .Select((pairs, fails, holds, waits) =>
        {
            var batch = new AckBatch(AckBatch.MaxPairs);
            foreach (var (root, xor) in pairs)
                batch.Add(root, xor);
            foreach (var (root, reason) in fails)
                batch.Fail(root, (FailReason)reason);
            foreach (var root in holds)
                batch.Hold(root);
            foreach (var root in waits)
                batch.Wait(root);
            return batch;
        });

    [Fact]
    public void Whatever_is_written_reads_back() => AnyAcks.Sample(batch =>
    {
        var read = AckCodec.Decode(Encode(batch));

        Assert.Equal(Enumerable.Range(0, batch.Count).Select(i => batch[i]), Enumerable.Range(0, read.Count).Select(i => read[i]));
        Assert.Equal(batch.Fails, read.Fails);
        Assert.Equal(batch.Holds, read.Holds);
        Assert.Equal(batch.Waits, read.Waits);
    }, iter: 2_000, threads: 1);

    [Fact]
    public void Changed_or_random_bytes_are_read_or_refused() => Gen
        .Select(AnyAcks, Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 3], Gen.Byte.Array[0, 60])
        .Sample((batch, changes, random) =>
        {
            var bytes = Encode(batch);
            foreach (var (place, value) in changes)
                bytes[place % bytes.Length] = value;
            ReadsOrRefuses(bytes);
            ReadsOrRefuses(bytes[..(changes[0].Item1 % bytes.Length)]);
            ReadsOrRefuses([Wire.Version, .. random]);
        }, iter: 10_000, threads: 1);

    [Fact]
    public void When_the_count_is_larger_than_the_bytes_could_hold_Then_it_is_refused_before_room_is_made()
    {
        byte[] bytes = [Wire.Version, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => AckCodec.Decode(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            AckCodec.Decode(bytes);
        }
        catch (InvalidDataException)
        {
            // as it should be
        }
    }

    private static byte[] Encode(AckBatch batch)
    {
        using var buffer = new EncodeBuffer();
        AckCodec.Encode(batch, buffer);
        return buffer.Written.ToArray();
    }
}
