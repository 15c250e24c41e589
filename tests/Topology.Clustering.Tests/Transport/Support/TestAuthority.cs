using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Topology.Clustering.Transport;

namespace Topology.Clustering.Tests.Transport.Support;

/// <summary>An authority made for one test.</summary>
internal sealed class TestAuthority
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2070, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root = MakeRoot();

    /// <summary>A worker's TLS that trusts this authority and has a certificate of this or another one.</summary>
    public LinkTls NewTls(TestAuthority? issuer = null, string[]? uses = null) =>
        new((issuer ?? this).Issue(uses ?? ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]), [X509CertificateLoader.LoadCertificate(_root.RawData)]);

    private static X509Certificate2 MakeRoot()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(From, To);
    }

    private X509Certificate2 Issue(string[] uses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=worker", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses.Select(use => new Oid(use))], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(_root, From, To, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }
}
