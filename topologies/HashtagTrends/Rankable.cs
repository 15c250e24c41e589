namespace HashtagTrends;

/// <summary>A key and its count; ordered as in a ranking: the higher count first, equal counts by key in ordinal order.</summary>
public readonly record struct Rankable(string Key, long Count) : IComparable<Rankable>
{
    public int CompareTo(Rankable other)
    {
        var byCount = other.Count.CompareTo(Count);
        return byCount != 0 ? byCount : string.CompareOrdinal(Key, other.Key);
    }
}
