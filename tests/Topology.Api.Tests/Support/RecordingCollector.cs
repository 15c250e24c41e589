namespace Topology.Api.Tests.Support;

/// <summary>Writes every call down as a line of text; a tuple is named by its first value.</summary>
internal sealed class RecordingCollector : OutputCollector
{
    public List<string> Calls { get; } = [];

    public List<Exception> Errors { get; } = [];

    public override void Emit(params ReadOnlySpan<Value> values) => Note(StreamIds.Default, values, []);

    public override void Emit(StreamTuple anchor, params ReadOnlySpan<Value> values) => Note(StreamIds.Default, values, [anchor]);

    public override void Emit(ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) =>
        Note(StreamIds.Default, values, anchors);

    public override void EmitTo(string stream, params ReadOnlySpan<Value> values) => Note(stream, values, []);

    public override void EmitTo(string stream, StreamTuple anchor, params ReadOnlySpan<Value> values) => Note(stream, values, [anchor]);

    public override void EmitTo(string stream, ReadOnlySpan<StreamTuple> anchors, params ReadOnlySpan<Value> values) =>
        Note(stream, values, anchors);

    public override void EmitDirect(int taskId, string stream, StreamTuple? anchor, params ReadOnlySpan<Value> values) =>
        Note($"{stream}@{taskId}", values, anchor is { } given ? [given] : []);

    public override void Ack(StreamTuple input) => Calls.Add($"ack {input[0]}");

    public override void Fail(StreamTuple input) => Calls.Add($"fail {input[0]}");

    public override void ResetTimeout(StreamTuple input) => Calls.Add($"reset {input[0]}");

    public override void ReportError(Exception error)
    {
        Errors.Add(error);
        Calls.Add($"report {error.Message}");
    }

    private void Note(string stream, ReadOnlySpan<Value> values, ReadOnlySpan<StreamTuple> anchors)
    {
        var names = new List<string>();
        foreach (var anchor in anchors)
            names.Add(anchor[0].ToString());
        Calls.Add($"emit {stream}({string.Join(", ", values.ToArray())}) <- {string.Join("+", names)}");
    }
}
