namespace Topology.Clustering.Tests.Transport.Support;

/// <summary>Types of a topology's own assembly.</summary>
public sealed record Order(string Customer, decimal Amount, IReadOnlyList<OrderLine> Lines, Priority Priority, DateTimeOffset? Due);

public readonly record struct OrderLine(string Article, int Count);

public enum Priority : byte { Low = 1, High = 200 }

public abstract class Shape
{
    public string? Name { get; init; }
}

public sealed class Circle : Shape
{
    private readonly double _radius;

    public Circle(double radius) => _radius = radius;

    public double Radius => _radius;
}

/// <summary>Can hold anything.</summary>
public sealed class Holder
{
    public object? Content { get; set; }

    public System.Text.StringBuilder? Builder { get; set; }
}

public sealed class Chain
{
    public Chain? Next { get; set; }
}

public delegate int OwnDelegate();

public sealed class OwnException : Exception;

public sealed class OwnList : List<int>;

public sealed class Pair<TFirst, TSecond>
{
    public TFirst? First { get; set; }

    public TSecond? Second { get; set; }
}
