using System.Text;

namespace Topology.Streams.Planning;

/// <summary>A program and what becomes of it, for people to read. Pure.</summary>
internal static class PlanText
{
    public static string Of(StreamProgram program, StreamPlan before, StreamPlan after)
    {
        var text = new StringBuilder();
        text.Append("Operators\n");
        foreach (var item in program.Operators)
            text.Append($"  {item.Number,2} {Named(item, before)}{From(item)} -> {TypeName(item.Output)}\n");
        text.Append($"Before fusion: {Components(before.Segments.Count)}\n");
        Append(text, before);
        text.Append($"After fusion: {Components(after.Segments.Count)}\n");
        Append(text, after);
        return text.ToString();
    }

    private static void Append(StringBuilder text, StreamPlan plan)
    {
        foreach (var segment in plan.Segments)
        {
            var kind = segment.Head.IsSource ? "spout" : "bolt";
            text.Append($"  {kind} \"{segment.Id}\" x{segment.Parallelism}: {string.Join(", ", segment.Operators.Select(item => item.Kind))}{(segment.IsStateful ? " [state]" : "")}\n");
            foreach (var edge in segment.Inputs)
                text.Append($"     <- {edge.From}{(edge.Stream == StreamIds.Default ? "" : ":" + edge.Stream)} {Grouping(edge.Grouping)}\n");
        }
    }

    private static string Named(Operator item, StreamPlan plan) => item.Name is null ? $"{item.Kind} ({plan.Names[item]})" : $"{item.Kind} \"{item.Name}\"";

    private static string From(Operator item) => item.Inputs.Count == 0 ? "" : $" of {string.Join(", ", item.Inputs.Select(input => input.Number))}";

    private static string Grouping(GroupingKind kind) => kind switch
    {
        GroupingKind.Fields => "by key",
        GroupingKind.Shuffle => "evenly",
        _ => "evenly, local first",
    };

    private static string Components(int count) => count == 1 ? "1 component" : $"{count} components";

    private static string TypeName(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(TypeName));
        return type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) ? $"({arguments})" : $"{type.Name[..type.Name.IndexOf('`')]}<{arguments}>"; // a generic type has both
    }
}
