using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MspGov.Ledger.Evidence;

/// <summary>An RFC 3161 response over a checkpoint's text, evaluated.</summary>
/// <param name="Name">Subject of the signing certificate.</param>
/// <param name="Time">Time that it states, UTC.</param>
/// <param name="Listed">Whether it is by one of the given authorities, whose certificate was valid at that time.</param>
internal sealed record TimestampToken(string Name, DateTimeOffset Time, bool Listed)
{
    private const int LargestResponse = 1 << 20;
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>
    /// Evaluates a DER TimeStampResp: granted, over this text, signed by a certificate for timestamping. Null when any of it does not hold.
    /// </summary>
    public static TimestampToken? Evaluate(byte[] response, string checkpointText, IReadOnlyList<byte[]> authorities)
    {
        try
        {
            // Those who answer without their certificate are found among the listed ones.
            X509Certificate2Collection candidates = [.. authorities.Select(Certificate).OfType<X509Certificate2>()];
            return response.Length <= LargestResponse
                && Rfc3161TimestampToken.TryDecode(TokenOf(response), out Rfc3161TimestampToken? token, out _)
                && token.VerifySignatureForData(Encoding.UTF8.GetBytes(checkpointText), out X509Certificate2? signer, candidates)
                && token.TokenInfo.HashAlgorithmId.Value == "2.16.840.1.101.3.4.2.1"
                ? new TimestampToken(signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false), token.TokenInfo.Timestamp, IsListed(signer, token.TokenInfo.Timestamp, authorities))
                : null;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException)
        {
            return null;
        }
    }

    // A listed authority that is no certificate anchors nothing; it must not take the others with it.
    private static X509Certificate2? Certificate(byte[] der)
    {
        try
        {
            return new X509Certificate2(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsListed(X509Certificate2 signer, DateTimeOffset time, IReadOnlyList<byte[]> authorities) =>
        authorities.Any(der => der.AsSpan().SequenceEqual(signer.RawData))
        && signer.NotBefore.ToUniversalTime() <= time.UtcDateTime
        && time.UtcDateTime <= signer.NotAfter.ToUniversalTime()
        && IsForTimestampsOnly(signer);

    // RFC 3161 section 2.3: one purpose and critical. The framework looks whether it is among others.
    private static bool IsForTimestampsOnly(X509Certificate2 signer) =>
        signer.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is [{ Critical: true, EnhancedKeyUsages: { Count: 1 } uses }] && uses[0].Value == TimeStamping;

    // TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL } (RFC 3161, section 2.4.2)
    private static ReadOnlyMemory<byte> TokenOf(byte[] response)
    {
        var outer = new AsnReader(response, AsnEncodingRules.DER);
        AsnReader sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        AsnReader status = sequence.ReadSequence();
        if (!status.TryReadInt32(out int code) || code is not (0 or 1))
        {
            throw new CryptographicException("The timestamp was not granted.");
        }

        ReadOnlyMemory<byte> token = sequence.ReadEncodedValue();
        sequence.ThrowIfNotEmpty();
        return token;
    }
}
