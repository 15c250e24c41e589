namespace Topology.Clustering;

/// <summary>Why a connection could not be made, in words that a person can act on.</summary>
internal static class ConnectionFailure
{
    /// <summary>Akka's remoting gives no cause, but its message, with its own form of the address appended, which says nothing new.</summary>
    public static string Of(Exception failure)
    {
        var message = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        var address = message.IndexOf(" tcp://", StringComparison.Ordinal);
        return address > 0 ? message[..address] : message;
    }
}
