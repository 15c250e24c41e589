using Akka.Actor;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Worker;

/// <summary>What workers tell their master, from several actor systems. Many writers.</summary>
internal sealed class MasterRecord
{
    private readonly Lock _gate = new();
    private readonly List<object> _heard = [];
    private readonly List<Func<object, bool>> _waiting = [];

    public IReadOnlyList<T> All<T>()
    {
        lock (_gate)
            return [.. _heard.OfType<T>()];
    }

    /// <summary>What was heard so far counts no more.</summary>
    public void Forget()
    {
        lock (_gate)
            _heard.Clear();
    }

    /// <summary>The first message of the kind, heard already or to come.</summary>
    public async Task<T> HearAsync<T>(Func<T, bool> isIt, string what)
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_heard.Any(Take))
                _waiting.Add(Take);
        }
        await found.Task.Within(what);
        return await found.Task;

        bool Take(object message) => message is T it && isIt(it) && found.TrySetResult(it);
    }

    /// <summary>An actor that passes on what it is told.</summary>
    public IActorRef StartIn(ActorSystem system) => system.ActorOf(Props.Create(() => new Ear(this)));

    private void Hear(object message)
    {
        lock (_gate)
        {
            _heard.Add(message);
            _waiting.RemoveAll(take => take(message));
        }
    }

    private sealed class Ear : ReceiveActor
    {
        public Ear(MasterRecord record) => ReceiveAny(record.Hear);
    }
}
