namespace Topology.Runtime.Tests.Windows;

/// <summary>A pane as it was shown; equal by content.</summary>
internal sealed record Shown(string Key, long Start, long End, string Ids, Pane Pane, bool IsRetraction)
{
    public override string ToString() =>
        $"{Key}[{Start},{End}) {(IsRetraction ? "-" : "")}{Ids} {Pane.Timing} {Pane.Index}{(Pane.IsFirst ? " first" : "")}{(Pane.IsLast ? " last" : "")}";
}
