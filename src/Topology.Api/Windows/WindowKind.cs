namespace Topology;

/// <summary>How a window's tuples are chosen.</summary>
public enum WindowKind
{
    /// <summary>Spans of equal length, by time or by count, that may overlap; a tumbling window is one that does not.</summary>
    Sliding,

    /// <summary>Of one key: tuples that are less than a gap apart.</summary>
    Session,

    /// <summary>All tuples.</summary>
    Global,
}
