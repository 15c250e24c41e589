using Microsoft.Extensions.Logging;
using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>
/// Requests to whichever master answers. All known masters are looked for at a time and the first found is asked until it is lost, so a dead one costs nothing.
/// Thread-safe: requests share nothing but the master found.
/// </summary>
internal sealed class GatewayCalls(IGatewayLink link, IReadOnlyList<MasterEndpoint> masters, string? authorization, TimeProvider time, ILogger logger, CancellationToken disposed)
{
    /// <summary>Between two attempts: short against a master's move, long against the cost of an attempt.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>For a gateway to say that it is there: a connection over TLS takes a tenth of it.</summary>
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(2);

    // Written and read by whoever asks; a stale value costs one failed attempt.
    private volatile MasterEndpoint? current;

    /// <exception cref="NoMasterException">None was found in time.</exception>
    public async Task ConnectAsync(TimeSpan limit, CancellationToken token)
    {
        using var deadline = new Deadline(limit, time, token, disposed);
        var search = new MasterSearch(link, masters, FindLimit, Pause, time);
        try
        {
            current = await search.FindAsync(deadline.Token).ConfigureAwait(false);
            logger.MasterFound(current);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(disposed.IsCancellationRequested, typeof(TopologyClient));
            throw search.Failure(limit);
        }
    }

    /// <param name="request">What to ask; its token is set here.</param>
    /// <param name="limit">For all attempts together.</param>
    /// <param name="mayRepeat">Whether it does no harm if the request is carried out twice, when a master is lost that may have taken it.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="TopologyRefusedException">The master refused.</exception>
    /// <exception cref="NoMasterException">None was found in time.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    /// <exception cref="RequestUnansweredException">A master that may have taken the request did not answer in time.</exception>
    /// <exception cref="TopologyException">The master answered with something else.</exception>
    public async Task<TReply> AskAsync<TReply>(ClientRequest request, TimeSpan limit, bool mayRepeat, CancellationToken token)
    {
        ObjectDisposedException.ThrowIf(disposed.IsCancellationRequested, typeof(TopologyClient));
        using var deadline = new Deadline(limit, time, token, disposed);
        var call = new Call(request with { Token = authorization }, limit, mayRepeat, new MasterSearch(link, masters, FindLimit, Pause, time));
        try
        {
            while (true)
            {
                var reply = await AttemptAsync(call, deadline.Token).ConfigureAwait(false);
                switch (reply)
                {
                    case TReply wanted:
                        return wanted;
                    case RequestRefused { Kind: not RefusalKind.Unavailable } refused:
                        throw new TopologyRefusedException(refused.Kind, refused.Reason + call.Doubt(" An attempt before was not answered, and may have been carried out."));
                    case RequestRefused refused:
                        call.Refused = refused;
                        break;
                    case not null:
                        throw new TopologyException($"The master at {current} answered {request.GetType().Name} with {reply.GetType().Name}, not {typeof(TReply).Name}: are client and cluster of the same version?");
                }

                await Task.Delay(Pause, time, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(disposed.IsCancellationRequested, typeof(TopologyClient));
            throw call.TimedOut();
        }
    }

    // Null: the master was lost.
    private async Task<object?> AttemptAsync(Call call, CancellationToken token)
    {
        call.Asked = null;
        var master = call.MayRepeat ? current : null; // what cannot be repeated goes only to a master that is there now
        if (master is null)
        {
            current = master = await call.Search.FindAsync(token).ConfigureAwait(false);
            logger.MasterFound(master);
        }

        call.Asked = master;

        // A host that is gone does not answer at all: leave time for another master.
        var attempt = call.MayRepeat && masters.Count > 1 ? call.Limit / 3 : call.Limit;
        using var limit = new Deadline(attempt, time, token);
        try
        {
            var reply = await link.AskAsync(master, call.Request, limit.Token).ConfigureAwait(false);
            call.Asked = null;
            return reply;
        }
        catch (Exception e) when (e is MasterLostException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            current = null;
            var reason = e is MasterLostException ? e.Message : "it does not answer";
            logger.MasterLost(master, reason);
            var wasSent = e is not MasterLostException { WasSent: false };
            call.IsUncertain |= wasSent;
            call.Asked = wasSent ? master : null; // when all time is up with that of this attempt, it is still the one that did not answer
            return call.MayRepeat || !wasSent
                ? null
                : throw new RequestUnansweredException($"The master at {master} was lost before it answered ({reason}). It may have taken the request: 'topology list' tells.", e);
        }
    }

    /// <summary>One request on its way.</summary>
    private sealed record Call(ClientRequest Request, TimeSpan Limit, bool MayRepeat, MasterSearch Search)
    {
        /// <value>Who has the request and has not answered; null: nobody.</value>
        public MasterEndpoint? Asked { get; set; }

        /// <value>The last refusal that may pass.</value>
        public RequestRefused? Refused { get; set; }

        /// <value>Whether a master was lost that may have taken the request.</value>
        public bool IsUncertain { get; set; }

        private bool IsOpen => Asked is not null || IsUncertain;

        // What is not known to do no harm does some.
        private bool IsChange => Request is not (ListTopologies or GetTopology or GetTopologyMetrics or GetTopologyErrors or GetTopologyCheckpoints or GetCluster or ReadWorkerLog
            or ReadSavepoint or BeginUpload or UploadPiece);

        /// <summary>The text, if a change may have been made, or be made yet, by an attempt that was not answered.</summary>
        public string Doubt(string text) => IsOpen && IsChange ? text : "";

        public TopologyException TimedOut()
        {
            if (Refused is { } refused)
            {
                var reason = $"{refused.Reason} (asked again for {Limit.TotalSeconds:0.#} s)";
                return IsOpen
                    ? new RequestUnansweredException(reason + Doubt(" One attempt was not answered: the request may have been taken, or be taken yet."))
                    : new TopologyRefusedException(refused.Kind, reason);
            }

            return Asked is { } master
                ? new RequestUnansweredException($"The master at {master} is there and did not answer {Request.GetType().Name} within {Limit.TotalSeconds:0.#} s.{Doubt(" It may have taken the request: 'topology list' tells.")}")
                : new NoMasterException(Search.Failure(Limit).Message + Doubt(" The one before may have taken the request: 'topology list' tells."));
        }
    }
}
