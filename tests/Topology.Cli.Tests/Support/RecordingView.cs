using System.Threading.Channels;
using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Tests.Support;

/// <summary>Keeps what it is told to show, as text.</summary>
internal sealed class RecordingView : IProgressView
{
    private readonly Channel<string> shown = Channel.CreateUnbounded<string>();

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public bool ShowsEnd { get; init; }

    public Task RunAsync(Func<Task> body) => body();

    public void Starting() => Note("starting");

    public void Stopping(TimeSpan wait) => Note($"stopping within {wait.TotalSeconds} s");

    public void Show(TopologyMetrics metrics, string status) =>
        Note($"{status}: {string.Join(", ", metrics.Components.Select(component => component.Component))}");

    /// <summary>The next thing shown.</summary>
    public async Task<string> NextAsync(CancellationToken token) => await shown.Reader.ReadAsync(token);

    public bool IsSilent => !shown.Reader.TryPeek(out _);

    private void Note(string text) => shown.Writer.TryWrite(text);
}
