namespace Topology.Clustering.Supervisor;

/// <summary>Tells one process from every other that ever had its number.</summary>
/// <param name="Id">Of the operating system; given again to others after its end.</param>
/// <param name="StartTicks">When it started, in clock ticks since the machine did; 0 if it was gone before anybody could look.</param>
/// <param name="Boot">The machine's start, because numbers and ticks begin anew with it.</param>
internal sealed record ProcessIdentity(int Id, long StartTicks, string Boot);
