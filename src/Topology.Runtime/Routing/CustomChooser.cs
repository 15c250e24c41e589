using System.Collections.ObjectModel;

namespace Topology.Runtime.Routing;

/// <summary>Asks the author's grouping, which answers with task ids.</summary>
public sealed class CustomChooser(ICustomGrouping grouping, int sourceTask, IReadOnlyList<int> tasks, string where) : TaskChooser
{
    private readonly Collection<int> _answer = [];

    public override int Choose(ReadOnlySpan<Value> values)
    {
        _answer.Clear();
        grouping.ChooseTasks(sourceTask, values, _answer);
        return _answer.Count == 1 ? PositionOf(_answer[0]) : Several;
    }

    public override void ChooseSeveral(ReadOnlySpan<Value> values, List<int> chosen)
    {
        foreach (var task in _answer) // of the Choose just before
            chosen.Add(PositionOf(task));
    }

    private int PositionOf(int task)
    {
        var position = task - tasks[0]; // the tasks of a component are contiguous
        if ((uint)position < (uint)tasks.Count)
            return position;
        throw new ArgumentException($"The custom grouping {grouping.GetType().Name} of {where} chose task {task}; it may choose {tasks[0]} to {tasks[^1]}.");
    }
}
