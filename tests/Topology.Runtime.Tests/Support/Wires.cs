using Microsoft.Extensions.Time.Testing;
using Topology.Engine;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;

namespace Topology.Runtime.Tests.Support;

/// <summary>A sender that does nothing by itself, and running executors of bolt "b" to send to.</summary>
internal sealed class Wires
{
    public static readonly StreamSource Source = new("s", "default", 99, new Fields("v"));

    public Wires(int executors = 1, int tasks = 1, Action? ended = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("s", new SpoutProbe().Create);
        builder.SetBolt("b", Bolt.Create, executors).SetNumTasks(tasks).ShuffleGrouping("s");
        var plan = new TopologyPlan(builder.Build(), new TopologyConfig());
        Environment = TestEnvironment.Create(Scheduler, new EngineClock(new FakeTimeProvider()), plan, ended);
        Sender = new SliceExecutor(Environment);
        Outbox = new TupleOutbox(Environment.Activity);
        Receivers = [.. plan.Executors.Where(e => e.Component.Id == "b").Select(e => new BoltExecutor(Environment, e))];
        foreach (var receiver in Receivers)
            receiver.Start();
        Scheduler.RunAll();
    }

    public ManualScheduler Scheduler { get; } = new();

    public BoltProbe Bolt { get; } = new();

    public EngineEnvironment Environment { get; }

    public SliceExecutor Sender { get; }

    public BoltExecutor[] Receivers { get; }

    public TupleOutbox Outbox { get; }

    /// <summary>Receiver and task of a task's position among the bolt's.</summary>
    public Destination At(int position, int window = 4096)
    {
        var task = position + 1; // "b" comes before "s", so its tasks begin at 1
        var receiver = Receivers.Single(r => r.Plan.Tasks.Any(t => t.Id == task));
        return new Destination(Outbox.TargetOf(receiver.Plan.Id) ?? Outbox.Add(receiver.Plan.Id, new LocalChannel(Sender, receiver, window)), task);
    }

    public static TupleBatch BatchOf(params int[] values)
    {
        var batch = new TupleBatch(Source, 1, Math.Max(1, values.Length));
        foreach (var value in values)
            batch.Add(Source, 1, [value]);
        return batch;
    }
}
