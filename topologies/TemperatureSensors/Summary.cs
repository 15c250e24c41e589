namespace TemperatureSensors;

/// <summary>What the readings of a sensor in a minute come to. What is added up meanwhile is a tuple of numbers, which any checkpoint can hold.</summary>
/// <param name="Average">Arithmetic mean.</param>
/// <param name="Least">The coldest.</param>
/// <param name="Greatest">The warmest.</param>
/// <param name="Count">How many.</param>
public sealed record Summary(double Average, double Least, double Greatest, long Count)
{
    public static (double Sum, double Least, double Greatest, long Count) None => (0, double.MaxValue, double.MinValue, 0);

    public static (double Sum, double Least, double Greatest, long Count) Add((double Sum, double Least, double Greatest, long Count) all, double celsius) =>
        (all.Sum + celsius, Math.Min(all.Least, celsius), Math.Max(all.Greatest, celsius), all.Count + 1);

    public static (double Sum, double Least, double Greatest, long Count) Merge(
        (double Sum, double Least, double Greatest, long Count) left, (double Sum, double Least, double Greatest, long Count) right) =>
        (left.Sum + right.Sum, Math.Min(left.Least, right.Least), Math.Max(left.Greatest, right.Greatest), left.Count + right.Count);

    public static Summary Of((double Sum, double Least, double Greatest, long Count) all) => new(all.Sum / all.Count, all.Least, all.Greatest, all.Count);
}
