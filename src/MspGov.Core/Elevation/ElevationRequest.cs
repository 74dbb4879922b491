using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace MspGov.Core.Elevation;

/// <summary>What is asked for; the detail of <see cref="ElevationActions.Request"/>. It never changes: another wish is another request, with another hash and other approvals.</summary>
public sealed record ElevationRequest
{
    /// <summary>Id of the grant (UUID).</summary>
    public required string Grant { get; init; }

    /// <summary>Tenant (UUID).</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the user who is elevated; in the partner's tenant for <see cref="ElevationPath.PartnerGroup"/>.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Name of that user.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>What is granted.</summary>
    public required ElevationTarget Target { get; init; }

    /// <summary>How it is given.</summary>
    public required ElevationPath Path { get; init; }

    /// <summary>Tenant that is written to where it is not <see cref="Tenant"/>: the partner's, for GDAP.</summary>
    public string? ActsIn { get; init; }

    /// <summary>Operator who asks.</summary>
    public required string Requester { get; init; }

    /// <summary>When it shall begin, UTC; null for at once after approval.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>How long.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Ticket of the PSA.</summary>
    public string? Ticket { get; init; }

    /// <summary>An emergency: no approval beforehand, a review by another person afterwards.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>A break-glass drill: as real as the emergency, and marked.</summary>
    public bool Drill { get; init; }

    /// <summary>
    /// The text that is approved: one fact a line, so that a client approver can read what is signed. Strings that people typed are
    /// quoted as JSON strings and cannot forge a line.
    /// </summary>
    public string ToText()
    {
        var text = new StringBuilder("mspgov.elevation.v1\n");
        Line("grant", Grant);
        Line("tenant", Tenant);
        Line("principal", PrincipalId);
        Line("principal-name", Quoted(PrincipalName));
        Line("role", Target.RoleId);
        Line("group", Target.GroupId);
        Line("target-name", Quoted(Target.Name));
        Line("scope", Quoted(Target.Scope));
        Line("path", Path.ToString());
        Line("acts-in", ActsIn);
        Line("requester", Requester);
        Line("start", Start?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("duration", XmlConvert.ToString(Duration));
        Line("break-glass", BreakGlass ? Drill ? "drill" : "yes" : "no");
        Line("ticket", Quoted(Ticket));
        Line("reason", Quoted(Reason));
        return text.ToString();

        void Line(string name, string? value) => text.Append(name).Append(": ").Append(value ?? "-").Append('\n');
    }

    /// <summary>Hex SHA-256 of the UTF-8 bytes of <see cref="ToText"/>: what approvals name.</summary>
    public string Hash() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ToText()))).ToLowerInvariant();

    private static string? Quoted(string? value) => value is null ? null : Encoding.UTF8.GetString(Json.CoreJson.ToBytes(value));
}
