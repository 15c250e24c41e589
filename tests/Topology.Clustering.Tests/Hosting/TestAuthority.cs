using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topology.Clustering.Tests.Hosting;

/// <summary>A certificate authority of one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly ConfigFolder _folder;
    private readonly string _name;
    private readonly DateTimeOffset _now;

    public TestAuthority(ConfigFolder folder, string name, DateTimeOffset now)
    {
        (_folder, _name, _now) = (folder, name, now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
        CaFile = folder.At($"{name}.ca.pem");
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    public string CaFile { get; }

    /// <summary>A certificate with its key in a .pem; or in a .pfx if there is a password.</summary>
    /// <returns>The file.</returns>
    public string Issue(string subject, int validDays = 10, string? password = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, _now.AddDays(-20), _now.AddDays(validDays), Guid.NewGuid().ToByteArray());
        using var certificate = issued.CopyWithPrivateKey(key);
        if (password is not null)
        {
            var pfx = _folder.At($"{_name}.{subject}.pfx");
            File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, password));
            return pfx;
        }
        var pem = _folder.At($"{_name}.{subject}.pem");
        File.WriteAllText(pem, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return pem;
    }

    public void Dispose() => _root.Dispose();
}
