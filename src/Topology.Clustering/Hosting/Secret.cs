namespace Topology.Clustering;

/// <summary>A text that must not be shown: a token, a password, a connection string. Prints as <see cref="Mask"/>, so a log line or a record that holds it gives nothing away.</summary>
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>What is shown instead.</summary>
    public const string Mask = "***";

    private readonly string _value;

    /// <summary>Hides a text.</summary>
    /// <param name="value">Not empty.</param>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The text itself, for whoever uses it; never to be logged or put among the arguments of a process.</summary>
    public string Reveal() => _value;

    /// <summary>Whether both hide the same text.</summary>
    public bool Equals(Secret? other) => other is not null && _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Mask;
}
