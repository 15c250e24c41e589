using Topology.Connectors;

namespace Topology.Streams.Tests.Support;

/// <summary>Lines of which one comes up each millisecond, so that checkpoints lie between them. One task reads them.</summary>
/// <param name="lines">The lines.</param>
/// <param name="available">How many come up; fewer than all: it never ends.</param>
internal sealed class SlowLines(string[] lines, int available) : PositionedSpout<string>
{
    protected override Fields OutputFields { get; } = new("line");

    protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount) => taskIndex == 0 ? [""] : [];

    protected override SplitReader<string> Open(string split, long? position) => new Reader(lines, available, (int)(position ?? 0), Context.TimeProvider);

    protected override void SetValues(in SourceItem<string> item, Span<Value> values) => values[0] = item.Item;

    private sealed class Reader(string[] lines, int available, int next, TimeProvider time) : SplitReader<string>
    {
        private readonly long _first = time.GetTimestamp();
        private readonly int _start = next;
        private int _next = next;

        public override long Position => _next;

        public override bool IsEnded => _next == lines.Length;

        public override bool TryRead(out string item)
        {
            item = "";
            if (_next >= Math.Min(available, lines.Length) || time.GetElapsedTime(_first).TotalMilliseconds < _next - _start)
                return false;
            item = lines[_next++];
            return true;
        }
    }
}
