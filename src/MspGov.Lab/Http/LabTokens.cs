using System.Text.Json;
using MspGov.Lab.Model;

namespace MspGov.Lab.Http;

/// <summary>Access tokens of lab tenants: unsigned JWTs with the claims a client looks at. They open nothing but a lab.</summary>
public static class LabTokens
{
    /// <summary>Application id of tokens when none is given.</summary>
    public const string DefaultAppId = "11111111-2222-4333-8444-555555555555";

    private static readonly string[] DefaultRoles =
    [
        "User.ReadWrite.All", "User.Invite.All", "User.ManageIdentities.All", "User.EnableDisableAccount.All", "User.RevokeSessions.All", "User.DeleteRestore.All",
        "Group.ReadWrite.All", "GroupMember.ReadWrite.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All",
        "Directory.ReadWrite.All", "Directory.Read.All", "RoleManagement.ReadWrite.Directory", "RoleManagement.Read.Directory",
        "RoleAssignmentSchedule.ReadWrite.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleAssignmentSchedule.Read.Directory", "RoleEligibilitySchedule.Read.Directory",
        "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "PrivilegedAssignmentSchedule.Read.AzureADGroup",
        "PrivilegedEligibilitySchedule.Read.AzureADGroup", "RoleManagementPolicy.ReadWrite.Directory", "RoleManagementPolicy.ReadWrite.AzureADGroup",
        "RoleManagementPolicy.Read.Directory", "RoleManagementPolicy.Read.AzureADGroup", "AdministrativeUnit.ReadWrite.All", "AdministrativeUnit.Read.All",
        "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.AuthenticationMethod", "Policy.ReadWrite.Authorization", "Policy.ReadWrite.CrossTenantAccess",
        "Policy.ReadWrite.SecurityDefaults", "UserAuthenticationMethod.ReadWrite.All", "UserAuthenticationMethod.Read.All", "AuditLog.Read.All", "Reports.Read.All",
        "AccessReview.ReadWrite.All", "AccessReview.Read.All", "DelegatedAdminRelationship.ReadWrite.All", "DelegatedAdminRelationship.Read.All", "Device.ReadWrite.All", "Device.Read.All",
        "DeviceManagementManagedDevices.ReadWrite.All", "DeviceManagementManagedDevices.PrivilegedOperations.All", "DeviceManagementManagedDevices.Read.All",
        "Organization.Read.All", "LicenseAssignment.ReadWrite.All", "LicenseAssignment.Read.All", "Domain.Read.All", "CrossTenantInformation.ReadBasic.All", "User.Read.All",
        "Group.Read.All", "Application.Read.All",
    ];

    /// <summary>A token of a tenant.</summary>
    /// <param name="tenantId">The <c>tid</c> claim.</param>
    /// <param name="expires">When it ends, UTC.</param>
    /// <param name="appId">The <c>appid</c> claim.</param>
    /// <param name="roles">Application permissions; what the product needs when null.</param>
    public static string Issue(string tenantId, DateTimeOffset expires, string appId = DefaultAppId, IEnumerable<string>? roles = null)
    {
        var header = Encode("""{"alg":"none","typ":"JWT"}"""u8);
        var payload = Encode(LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("aud", "https://graph.microsoft.com");
            w.WriteString("iss", $"https://sts.windows.net/{tenantId}/");
            w.WriteNumber("exp", expires.ToUnixTimeSeconds());
            w.WriteString("appid", appId);
            w.WriteString("idtyp", "app");
            w.WriteString("tid", tenantId);
            w.WriteStartArray("roles");
            foreach (var role in roles ?? DefaultRoles)
            {
                w.WriteStringValue(role);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }));
        return $"{header}.{payload}.";
    }

    /// <summary>The claims the lab looks at; null when the text is no JWT.</summary>
    internal static LabClaims? Read(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) != true || authorization["Bearer ".Length..].Split('.') is not [_, var payload, ..])
        {
            return null;
        }

        try
        {
            var text = payload.Replace('-', '+').Replace('_', '/');
            using var document = JsonDocument.Parse(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            var root = document.RootElement;
            return new LabClaims(
                root.TryGetProperty("tid", out var tid) ? tid.GetString() : null,
                root.TryGetProperty("appid", out var app) ? app.GetString() ?? "" : "",
                root.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MaxValue);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

/// <summary>Claims of a token.</summary>
internal sealed record LabClaims(string? TenantId, string AppId, DateTimeOffset Expires);
