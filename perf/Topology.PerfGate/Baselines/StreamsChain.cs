using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The chain on Akka.Streams: an actor a stage with asynchronous boundaries, or fused into one actor.</summary>
/// <remarks>Only the asynchronous form can use a second core or be put between blocking stages, as our chain can; the fused
/// one is a loop in disguise and is shown for orientation, not counted among the rivals.</remarks>
internal sealed class StreamsChain : TaskChain
{
    // Our credit window is 4,096 tuples; the default of 16 makes the boundaries far slower.
    private static readonly int Buffer = int.Parse(Environment.GetEnvironmentVariable("BUF") ?? "4096");

    private readonly ActorSystem _system = ActorSystem.Create(
        "streams-chain", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));

    public StreamsChain(bool isFused)
    {
        var settings = ActorMaterializerSettings.Create(_system).WithInputBuffer(Buffer, Buffer);
        var source = Source.From(Tuples());
        if (!isFused)
            source = source.Async();
        var middle = source.Select(tuple => new ChainTuple(tuple.Text, tuple.Number + ChainWork.Step));
        if (!isFused)
            middle = middle.Async();
        Running = middle.RunForeach(tuple => Sink.Take(tuple.Text, tuple.Number), _system.Materializer(settings));
    }

    public override void Dispose()
    {
        base.Dispose();
        Blocking.Wait(_system.Terminate(), "the actor system of Akka.Streams");
    }

    private IEnumerable<ChainTuple> Tuples()
    {
        for (var number = 0L; !IsStopping; number++)
            yield return new ChainTuple(ChainWork.Text, number);
    }
}
