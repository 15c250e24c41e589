using System.Collections.Concurrent;

namespace Topology.Api.Tests.Support;

/// <summary>Each call waits until the test opens or breaks the gate of its word, then emits the word in upper case.</summary>
internal sealed class GatedBolt(int concurrency = 16, bool ordered = false) : AsyncBolt
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    /// <summary>The words whose calls have begun, in order.</summary>
    public List<string> Started { get; } = [];

    public CancellationToken Token { get; private set; }

    public override int MaxConcurrency => concurrency;

    public override bool PreserveOrder => ordered;

    public void Open(string word) => Gate(word).SetResult();

    public void Break(string word, Exception error) => Gate(word).SetException(error);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
    {
        var word = input.GetString("word");
        Started.Add(word);
        Token = token;
        collector.EmitTo("early", word);
        await Gate(word).Task.WaitAsync(token);
        collector.Emit(word.ToUpperInvariant());
    }

    private TaskCompletionSource Gate(string word) => _gates.GetOrAdd(word, _ => new TaskCompletionSource());
}
