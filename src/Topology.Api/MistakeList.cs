namespace Topology;

/// <summary>The common form of messages that list several mistakes.</summary>
internal static class MistakeList
{
    public static string Message(string title, string[] mistakes) => mistakes is [var only]
        ? $"{title}: {only}"
        : $"{title}, {mistakes.Length} mistakes:\n- {string.Join("\n- ", mistakes)}";
}
