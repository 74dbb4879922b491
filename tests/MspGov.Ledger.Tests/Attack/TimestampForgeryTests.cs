using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Testing;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>Rule 9: timestamp responses made by hand (RFC 3161), of which only one kind says when a checkpoint was there.</summary>
public sealed class TimestampForgeryTests : IDisposable
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Sha512 = "2.16.840.1.101.3.4.2.3";

    private static readonly DateTimeOffset Time = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Authority = Certificate();
    private static readonly X509Certificate2 Stranger = Certificate();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_response_of_a_listed_authority_over_the_checkpoint_gives_its_time()
    {
        VerificationReport report = Verify(text => Response(text));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal(Time, Assert.Single(report.Anchors).Time);
        Assert.Equal(Verdict.Valid, Verify(text => Response(text, withCertificate: false)).Verdict);
        Assert.Equal(Verdict.Valid, Verify(text => Response(text, status: 1)).Verdict);
    }

    [Fact]
    public void Any_other_is_reported_and_counts_for_nothing()
    {
        X509Certificate2 old = Certificate(until: Time.AddDays(-1));
        X509Certificate2 future = Certificate(from: Time.AddDays(1));
        X509Certificate2 mailer = Certificate(uses: ["1.3.6.1.5.5.7.3.4"]);
        X509Certificate2 both = Certificate(uses: [TimeStamping, "1.3.6.1.5.5.7.3.4"]);
        X509Certificate2 uncritical = Certificate(critical: false);
        X509Certificate2 unlimited = Certificate(uses: []);
        foreach ((string name, Func<string, byte[]> response, X509Certificate2? listed) in new (string, Func<string, byte[]>, X509Certificate2?)[]
        {
            ("not listed", text => Response(text, Stranger), null),
            ("over another text", text => Response(text + "x"), null),
            ("SHA-512", text => Response(text, hash: Sha512), null),
            ("over a hash that is no SHA-256", text => Response(text, imprint: new byte[20]), null),
            ("certificate expired by then", text => Response(text, old), old),
            ("certificate not valid yet", text => Response(text, future), future),
            ("certificate for mail", text => Response(text, mailer), mailer),
            ("certificate for more than timestamps", text => Response(text, both), both),
            ("certificate whose use is not critical", text => Response(text, uncritical), uncritical),
            ("certificate without a use", text => Response(text, unlimited), unlimited),
            ("names no signing certificate", text => Response(text, named: null, names: false), null),
            ("names another signing certificate", text => Response(text, named: Stranger), null),
            ("refused", text => Response(text, status: 2), null),
            ("changed", text => Changed(Response(text)), null),
            ("a byte after", text => [.. Response(text), 0], null),
            ("cut", text => Response(text)[..^7], null),
            ("nothing", _ => [], null),
            ("words", _ => "no time today"u8.ToArray(), null),
        })
        {
            VerificationReport report = Verify(response, listed);
            Assert.True(report.Verdict == Verdict.ValidNotAnchored, $"'{name}' is {report.Verdict}");
            Assert.False(Assert.Single(report.Anchors).Counts, name);
        }
    }

    [Fact]
    public void A_listed_authority_that_is_no_certificate_takes_no_other_with_it() =>
        Assert.Equal(Verdict.Valid, Verify(text => Response(text), alsoListed: "AAAA").Verdict);

    private static byte[] Changed(byte[] response)
    {
        response[^20] ^= 1;
        return response;
    }

    private static X509Certificate2 Certificate(DateTimeOffset? from = null, DateTimeOffset? until = null, string[]? uses = null, bool critical = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test TSA", key, HashAlgorithmName.SHA256);
        var oids = new OidCollection();
        foreach (string use in uses ?? [TimeStamping])
        {
            oids.Add(new Oid(use));
        }

        if (oids.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical));
        }

        return request.CreateSelfSigned(from ?? Time.AddYears(-1), until ?? Time.AddYears(1));
    }

    private static byte[] Response(
        string text, X509Certificate2? signer = null, string hash = Sha256, byte[]? imprint = null, int status = 0, bool withCertificate = true, X509Certificate2? named = null, bool names = true)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(1);
            info.WriteObjectIdentifier("1.2.3.4.1");
            using (info.PushSequence())
            {
                using (info.PushSequence())
                {
                    info.WriteObjectIdentifier(hash);
                }

                info.WriteOctetString(imprint ?? (hash == Sha512 ? SHA512.HashData(bytes) : SHA256.HashData(bytes)));
            }

            info.WriteInteger(7);
            info.WriteGeneralizedTime(Time, omitFractionalSeconds: true);
        }

        var cms = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), info.Encode()));
        var by = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer ?? Authority)
        {
            IncludeOption = withCertificate ? X509IncludeOption.EndCertOnly : X509IncludeOption.None,
            DigestAlgorithm = new Oid(Sha256),
        };
        if (names)
        {
            by.SignedAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), SigningCertificate(named ?? signer ?? Authority)));
        }

        cms.ComputeSignature(by);
        var response = new AsnWriter(AsnEncodingRules.DER);
        using (response.PushSequence())
        {
            using (response.PushSequence())
            {
                response.WriteInteger(status);
            }

            response.WriteEncodedValue(cms.Encode());
        }

        return response.Encode();
    }

    // SigningCertificateV2 of RFC 5035, with SHA-256 by default.
    private static byte[] SigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        }

        return writer.Encode();
    }

    private VerificationReport Verify(Func<string, byte[]> response, X509Certificate2? listed = null, string? alsoListed = null)
    {
        var forge = new PackForge
        {
            TrustAnchor = anchor => anchor["tsa"] = new JsonArray([.. new[] { alsoListed, Convert.ToBase64String((listed ?? Authority).RawData) }.OfType<string>().Select(text => (JsonNode)text)]),
        };
        forge.Files = pack =>
        {
            string proof = pack.Text("epoch.tlog-proof");
            string note = proof[(proof.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            pack.Files["timestamps/tsa.tsr"] = response(note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)]);
        };
        (ForgedPack pack, byte[] anchor) = forge.Build();
        string trust = _folder.At("trust.json");
        File.WriteAllBytes(trust, anchor);
        return new EvidenceVerifier().Verify(pack.WriteTo(_folder.At("pack")), trust, null, default);
    }
}
