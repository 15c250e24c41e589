namespace Topology;

/// <summary>One side of a join.</summary>
/// <param name="Name">The component or stream.</param>
/// <param name="Field">What it is joined by.</param>
/// <param name="Prior">The position of the side it is joined to; -1 for the first.</param>
/// <param name="KeepsRows">Rows without a partner here are kept.</param>
/// <param name="KeepsOwn">Tuples here that no row has as a partner are kept.</param>
internal sealed record JoinSide(string Name, JoinField Field, int Prior, bool KeepsRows, bool KeepsOwn);

/// <summary>One output field of a join.</summary>
/// <param name="Side">The position of the side; -1: the first that has such a field.</param>
/// <param name="Field">The field there.</param>
/// <param name="Output">Its name in the output.</param>
internal sealed record JoinOutput(int Side, JoinField Field, string Output);
