using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;

namespace Topology.Clustering;

/// <summary>TLS of a client from its files.</summary>
internal static class TlsSetup
{
    public static DotNettySslSetup Of(TopologyClientTls tls)
    {
        var certificate = Read(tls.CertificateFile, () => Certificate(tls));
        if (tls.CaFile is not { } caFile)
            return new DotNettySslSetup(certificate, suppressValidation: false, requireMutualAuthentication: true);

        var authorities = Read(caFile, () => Authorities(caFile));
        return new DotNettySslSetup(
            certificate, suppressValidation: false, requireMutualAuthentication: true,
            customValidator: (peer, _, _, _, _) => peer is not null && IsSignedBy(authorities, peer));
    }

    private static X509Certificate2 Certificate(TopologyClientTls tls)
    {
        if (X509Certificate2.GetCertContentType(tls.CertificateFile) == X509ContentType.Pkcs12)
            return X509CertificateLoader.LoadPkcs12FromFile(tls.CertificateFile, password: null);

        using var fromPem = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);

        // Windows needs a key that lies in a store, even for a moment; the same way everywhere.
        return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    // Whom a cluster's own authority signed is trusted by every node, under whatever name it is reached.
    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 peer)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // no list is published by a cluster's own authority
        return chain.Build(peer);
    }

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TopologyException($"The certificate file '{file}' cannot be used: {e.Message}", e);
        }
    }
}
