using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topology.Clustering.Transport;

/// <summary>TLS with certificates on both sides.</summary>
/// <remarks>
/// A peer is let in if its certificate chains to one of the authorities. Its name is not looked at: workers are found by
/// addresses that the cluster itself hands out, and which worker it is proves the one-time key. So an authority must be the cluster's own.
/// A certificate that restricts its use must allow it for both servers and clients, as a worker is both. Revocation is not looked up.
/// </remarks>
/// <param name="Certificate">Ours, with its private key.</param>
/// <param name="Authorities">Whose certificates are let in.</param>
internal sealed record LinkTls(X509Certificate2 Certificate, X509Certificate2Collection Authorities)
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly SslStreamCertificateContext _context = SslStreamCertificateContext.Create(Certificate, Authorities, offline: true);

    /// <summary>Makes the listening side of a connection secure.</summary>
    /// <exception cref="AuthenticationException">The peer has no certificate that we accept.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public SslStream AcceptOn(Stream stream)
    {
        var secure = new SslStream(stream);
        secure.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _context,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, ClientUse),
        });
        return secure;
    }

    /// <summary>Makes the connecting side of a connection secure.</summary>
    /// <exception cref="AuthenticationException">The peer has no certificate that we accept.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public SslStream ConnectOn(Stream stream, string host)
    {
        var secure = new SslStream(stream);
        secure.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = _context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, ServerUse),
        });
        return secure;
    }

    private bool IsTrusted(X509Certificate? certificate, X509Chain? given, string use)
    {
        if (certificate is not X509Certificate2 peer)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        if (given is not null)
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore); // what the peer sent along
        return chain.Build(peer);
    }
}
