namespace MspGov.Testing;

/// <summary>A real RFC 3161 authority: <c>openssl ts</c> behind loopback HTTP.</summary>
public sealed class OpenSslAuthority : IDisposable
{
    private const string Configuration = """
        [tsa]
        serial = serial
        crypto_device = builtin
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        digests = sha256
        accuracy = secs:1
        ordering = yes
        tsa_name = yes
        ess_cert_id_chain = no
        ess_cert_id_alg = sha256
        """;

    private readonly string _folder;
    private readonly object _gate = new();

    /// <summary>Makes keys in a folder and starts it.</summary>
    public OpenSslAuthority(string folder, string name = "Test-TSA")
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        File.WriteAllText(Path.Combine(_folder, "ts.cnf"), Configuration);
        File.WriteAllText(Path.Combine(_folder, "serial"), "01");
        OpenSsl.Run(_folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "2", "-subj", $"/CN={name}", "-addext", "extendedKeyUsage=critical,timeStamping");
        Http = new LoopbackHttp(request => (200, Reply(request.Body)));
    }

    /// <summary>Where it answers.</summary>
    public LoopbackHttp Http { get; }

    /// <summary>Its certificate.</summary>
    public string CertificatePath => Path.Combine(_folder, "tsa.pem");

    /// <summary>Its certificate, DER.</summary>
    public byte[] Certificate => System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(File.ReadAllText(CertificatePath)).RawData;

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    /// <summary>Its answer to a DER TimeStampReq.</summary>
    public byte[] Reply(byte[] query)
    {
        lock (_gate)
        {
            File.WriteAllBytes(Path.Combine(_folder, "query.tsq"), query);
            OpenSsl.Run(_folder, "ts", "-reply", "-config", "ts.cnf", "-section", "tsa", "-queryfile", "query.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "reply.tsr");
            return File.ReadAllBytes(Path.Combine(_folder, "reply.tsr"));
        }
    }
}
