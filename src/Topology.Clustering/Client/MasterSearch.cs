namespace Topology.Clustering;

/// <summary>Looks for masters, all at a time, round after round, until one is found. One caller.</summary>
internal sealed class MasterSearch(IGatewayLink link, IReadOnlyList<MasterEndpoint> masters, TimeSpan limitOfOne, TimeSpan pause, TimeProvider time)
{
    private static readonly MasterLostException NoAnswer = new("no answer") { IsVague = true };

    private readonly Dictionary<MasterEndpoint, MasterLostException> failures = [];

    /// <summary>The first that says it is there.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; <see cref="Failure"/> says why none was found.</exception>
    public async Task<MasterEndpoint> FindAsync(CancellationToken token)
    {
        while (true)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(token);
            await foreach (var attempt in Task.WhenEach(masters.Select(master => TryAsync(master, round.Token))).ConfigureAwait(false))
            {
                var (master, failure) = await attempt.ConfigureAwait(false);
                if (failure is null)
                {
                    await round.CancelAsync().ConfigureAwait(false);
                    return master;
                }

                if (!failure.IsVague || !failures.ContainsKey(master))
                    failures[master] = failure;
            }

            await Task.Delay(pause, time, token).ConfigureAwait(false);
        }
    }

    public NoMasterException Failure(TimeSpan tried)
    {
        var each = masters.Select(master => $"{master} ({failures.GetValueOrDefault(master, NoAnswer).Message})");
        return new NoMasterException(
            $"No master answers at {string.Join(", ", each)}; tried for {tried.TotalSeconds:0.#} s. Is a node with the role master running there? 'topology node --config FILE' starts one. "
            + "The host must be written as the node's configuration has it.");
    }

    private async Task<(MasterEndpoint Master, MasterLostException? Failure)> TryAsync(MasterEndpoint master, CancellationToken token)
    {
        using var limit = new Deadline(limitOfOne, time, token);
        try
        {
            await link.FindAsync(master, limit.Token).ConfigureAwait(false);
            return (master, null);
        }
        catch (MasterLostException e)
        {
            return (master, e);
        }
        catch (OperationCanceledException)
        {
            return (master, NoAnswer);
        }
    }
}
