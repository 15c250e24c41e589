using System.Net.Sockets;
using System.Security.Authentication;

namespace Topology.Clustering;

/// <summary>Why a connection could not be made, in words that a person can act on.</summary>
internal static class ConnectionFailure
{
    public static string Of(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nothing listens there";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "the host's name is not known";
                case SocketException socket:
                    return socket.Message;
                case AuthenticationException tls:
                    return $"TLS: {tls.Message}";
            }
        }

        return failure.GetBaseException().Message.ReplaceLineEndings(" ");
    }
}
