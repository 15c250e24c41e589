using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topology.Clustering.Hosting;

/// <summary>The certificate of a process and the authorities it believes: for Akka.Remote and for data links alike. Immutable, thread-safe.</summary>
internal sealed class TlsIdentity
{
    private readonly X509Certificate2Collection _authorities;

    private TlsIdentity(X509Certificate2 certificate, X509Certificate2Collection authorities, bool isMutual)
    {
        Certificate = certificate;
        _authorities = authorities;
        IsMutual = isMutual;
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whether who connects must show a certificate.</summary>
    public bool IsMutual { get; }

    /// <exception cref="TopologyException">A file is missing or is not what it should be; the message names it.</exception>
    public static TlsIdentity Load(TlsOptions options)
    {
        var file = options.CertificateFile ?? throw new ArgumentException("TLS is off.", nameof(options));
        var certificate = Read(file, () => LoadCertificate(options, file));
        if (!certificate.HasPrivateKey)
            throw new TopologyException($"{file} holds no private key; give it in topology.security.tls.key-file.");
        var authorities = new X509Certificate2Collection();
        var caFile = options.CaFile ?? throw new ArgumentException("There is no file of authorities.", nameof(options));
        Read(caFile, () =>
        {
            authorities.ImportFromPemFile(caFile);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate.");
        });
        return new TlsIdentity(certificate, authorities, options.Mutual);
    }

    /// <summary>Whether a peer's certificate is of one of our authorities. Host names are not compared: an authority of the cluster's own gives certificates to its members only, and pods change their addresses.</summary>
    /// <param name="certificate">Null: it showed none.</param>
    /// <param name="presented">What it sent along; may hold intermediates.</param>
    public bool IsTrusted(X509Certificate2? certificate, X509Chain? presented)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.ExtraStore.AddRange(_authorities);
        if (presented is not null)
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // an authority in a file publishes no list
        return chain.Build(certificate);
    }

    /// <summary>For <see cref="SslStream"/>, either end. A server that does not ask for certificates takes a client without one.</summary>
    public RemoteCertificateValidationCallback Validator(bool isServer) => (_, certificate, chain, _) =>
        (isServer && !IsMutual && certificate is null) || IsTrusted(certificate as X509Certificate2, chain);

    private static X509Certificate2 LoadCertificate(TlsOptions options, string file)
    {
        var password = options.Password?.Reveal();
        if (Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12")
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        using var pem = password is null
            ? X509Certificate2.CreateFromPemFile(file, options.KeyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, options.KeyFile);
        // SslStream on Windows cannot use a key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TopologyException($"{file} cannot be used for TLS: {e.Message}", e);
        }
    }
}
