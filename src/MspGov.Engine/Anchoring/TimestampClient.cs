using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using MspGov.Core.Anchoring;
using MspGov.Core.Errors;
using MspGov.Ledger;

namespace MspGov.Engine.Anchoring;

/// <summary>Asks a timestamping authority (RFC 3161 over HTTP, section 3.4). Plain http is usual there: the answer is signed.</summary>
internal sealed class TimestampClient(HttpClient http)
{
    /// <summary>A DER TimeStampResp over the checkpoint's text; checked for nonce and imprint, not yet for whose it is.</summary>
    public byte[] Request(TimestampAuthority authority, PublishedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        Rfc3161TimestampRequest request = Rfc3161TimestampRequest.CreateFromData(
            Encoding.UTF8.GetBytes(checkpoint.Text), HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(16), requestSignerCertificates: true);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, authority.Url) { Content = new ByteArrayContent(request.Encode()) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            byte[] response = BoundedHttp.Send(http, message, cancellationToken);
            request.ProcessResponse(response, out int consumed);
            return consumed == response.Length ? response : throw new CryptographicException("bytes follow the response");
        }
        catch (Exception e) when (BoundedHttp.IsFault(e, cancellationToken) || e is CryptographicException)
        {
            throw LedgerErrors.TimestampFailed.With($"The timestamping authority '{authority.Name}' ({authority.Url}) gave no usable answer: {e.Message}. The checkpoint stands without it; New-AuditCheckpoint asks again.", e).About(authority.Name);
        }
    }
}
