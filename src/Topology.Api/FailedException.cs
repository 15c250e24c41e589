namespace Topology;

/// <summary>Thrown by a <see cref="BasicBolt"/> or <see cref="AsyncBolt"/> to fail its input without a restart.</summary>
public class FailedException : Exception
{
    /// <summary>Fails the input.</summary>
    /// <param name="message">Shown to operators when <see cref="Report"/> is set.</param>
    /// <param name="inner">The cause, or null.</param>
    public FailedException(string? message = null, Exception? inner = null) : base(message ?? "The bolt failed its input.", inner) { }

    /// <summary>Whether the error is also reported, as by <see cref="OutputCollector.ReportError"/>.</summary>
    /// <value>Default false.</value>
    public bool Report { get; init; }
}
