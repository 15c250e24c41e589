using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topology.Clustering.Tests.Client;

/// <summary>An authority that signs certificates, all in a folder that goes with it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("topology-tls-tests-").FullName;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        certificate = request.CreateSelfSigned(From, To);
        CaFile = Path.Combine(folder, "ca.pem");
        File.WriteAllText(CaFile, certificate.ExportCertificatePem());
    }

    public string CaFile { get; }

    private static DateTimeOffset From => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset To => TimeProvider.System.GetUtcNow().AddDays(2);

    /// <returns>A PEM file with certificate and key.</returns>
    public string WriteCertificate(string name)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        using var signed = request.Create(certificate, From.AddHours(1), To.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        var file = Path.Combine(folder, name + ".pem");
        File.WriteAllText(file, signed.ExportCertificatePem() + "\n" + own.ExportECPrivateKeyPem());
        return file;
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
