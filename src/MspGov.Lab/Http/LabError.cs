using System.Globalization;
using System.Text.Json;

namespace MspGov.Lab.Http;

/// <summary>A refusal, answered as Graph's error envelope.</summary>
internal sealed class LabError(int status, string code, string message) : Exception(message)
{
    internal int Status { get; } = status;

    internal string Code { get; } = code;

    /// <summary>Message of the inner error, where Graph puts the reason there (Conditional Access).</summary>
    internal string? InnerMessage { get; init; }

    internal static LabError NotFound(string id) =>
        new(404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    internal static LabError BadRequest(string message) => new(400, "Request_BadRequest", message);

    internal static LabError Unsupported(string message) => new(400, "Request_UnsupportedQuery", message);

    internal static LabError NoSegment(string segment) => new(400, "BadRequest", $"Resource not found for the segment '{segment}'.");

    internal static LabError MethodNotAllowed() => new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");

    internal static LabError Denied() => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    internal static LabError NoPremium() =>
        new(400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.");

    internal static LabError NoReports() =>
        new(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C or tenant doesn't have premium license");

    internal LabResponse ToResponse(LabRequest request, DateTimeOffset now)
    {
        var requestId = request.Header("client-request-id") ?? Guid.NewGuid().ToString();
        return LabResponse.Json(Status, w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("error");
            w.WriteString("code", Code);
            w.WriteString("message", Message);
            w.WriteStartObject("innerError");
            if (InnerMessage is not null)
            {
                w.WriteString("message", InnerMessage);
            }

            w.WriteString("date", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            w.WriteString("request-id", Guid.NewGuid().ToString());
            w.WriteString("client-request-id", requestId);
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }
}
