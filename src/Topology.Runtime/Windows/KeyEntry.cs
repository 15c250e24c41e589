namespace Topology.Runtime.Windows;

/// <summary>The windows of one key.</summary>
internal abstract class KeyEntry(Value key)
{
    public readonly Value Key = key.Reference is WindowKey several ? Value.From(several.Keep()) : key;

    /// <summary>Its place among all entries; the table's.</summary>
    public int Place;

    /// <summary>Whether it has changed since the last piece; the table's.</summary>
    public bool IsChanged;

    /// <summary>What the frame before has shown; the contents' own.</summary>
    public List<KeptTuple>? LastShown;
}
