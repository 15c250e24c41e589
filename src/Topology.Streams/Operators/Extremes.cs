namespace Topology.Streams.Operators;

/// <summary>Reducers that keep the first of the least or the greatest.</summary>
internal static class Extremes
{
    public static Func<T, T, T> Min<T, TBy>(Func<T, TBy> selector) =>
        (kept, next) => Comparer<TBy>.Default.Compare(selector(next), selector(kept)) < 0 ? next : kept;

    public static Func<T, T, T> Max<T, TBy>(Func<T, TBy> selector) =>
        (kept, next) => Comparer<TBy>.Default.Compare(selector(next), selector(kept)) > 0 ? next : kept;
}
