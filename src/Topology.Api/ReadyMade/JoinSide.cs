namespace Topology;

/// <summary>One side of a join.</summary>
/// <param name="Name">The component or stream.</param>
/// <param name="Field">What it is joined by.</param>
/// <param name="Prior">The position of the side it is joined to; -1 for the first.</param>
/// <param name="IsLeft">Rows without a partner here are kept.</param>
internal sealed record JoinSide(string Name, string Field, int Prior, bool IsLeft);

/// <summary>One output field of a join.</summary>
/// <param name="Side">The position of the side; -1: the first that has such a field.</param>
/// <param name="Field">The field there.</param>
/// <param name="Output">Its name in the output.</param>
internal sealed record JoinOutput(int Side, string Field, string Output);
