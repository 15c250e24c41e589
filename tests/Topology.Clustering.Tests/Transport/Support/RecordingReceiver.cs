using System.Threading.Channels;
using Topology.Clustering.Tests.Support;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Tests.Transport.Support;

/// <summary>Keeps everything that comes in, as text or in the hands of a test.</summary>
internal sealed class RecordingReceiver : IDataReceiver
{
    private readonly Channel<string> _texts = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private int _delivered; // texts; the reading thread's

    /// <summary>Takes tuples in place of the record.</summary>
    public Action<int, int, TupleBatch>? OnTuples { get; init; }

    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        return await _texts.Reader.ReadAsync(limit.Token);
    }

    public void Tuples(int sender, int receiver, TupleBatch? batch, IReadOnlyList<RejectedTuple> rejected)
    {
        if (OnTuples is not null && batch is not null)
        {
            OnTuples(sender, receiver, batch);
            return;
        }
        var tuples = Enumerable.Range(0, batch?.Count ?? 0).Select(i => string.Join('+', batch![i].Values.ToArray())); // a count has a batch
        Add($"tuples {sender}>{receiver}: {string.Join(' ', tuples)}; rejected {rejected.Count}");
    }

    /// <summary>Takes the place of what a link's reading thread would execute; gets how much was delivered so far.</summary>
    public Func<GuestThread, int, bool>? OnPause { get; init; }

    public bool Pause(GuestThread? reader)
    {
        Pauses++;
        return reader is null || OnPause is null || OnPause(reader, _delivered);
    }

    /// <summary>Written by the reading thread.</summary>
    public int Pauses { get; private set; }

    public void Credit(int sender, int receiver, int tuples, int batches) => Add($"credit {sender}>{receiver}: {tuples}/{batches}");

    public void Acks(int acker, AckBatch batch) => Add($"acks {acker}: {Text(batch)}");

    public void Answers(int spout, AckBatch batch) => Add($"answers {spout}: {Text(batch)}");

    public void ResetTimeout(int spout, long root) => Add($"reset {spout}: {root}");

    private static string Text(AckBatch batch) =>
        string.Join(' ', [.. Enumerable.Range(0, batch.Count).Select(i => batch[i].ToString()), .. batch.Fails.Select(fail => fail.ToString())]);

    private void Add(string text)
    {
        _delivered++; // before anybody can have read it
        _texts.Writer.TryWrite(text);
    }
}
