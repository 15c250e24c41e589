namespace Topology.Connectors;

/// <summary>One item of a source and where it was.</summary>
/// <typeparam name="TItem">What items are read into.</typeparam>
/// <param name="Split">The split it was read from.</param>
/// <param name="Position">Where in the split it begins.</param>
/// <param name="Item">The item.</param>
public readonly record struct SourceItem<TItem>(string Split, long Position, TItem Item);
