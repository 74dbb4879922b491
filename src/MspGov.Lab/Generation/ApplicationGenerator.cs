using System.Text.Json;
using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>
/// Applications and service principals: Microsoft's own, the tenant's (with secrets that are expired, expiring or far away), third
/// parties, managed identities; their permissions, consents and owners.
/// </summary>
internal static class ApplicationGenerator
{
    internal const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    private static readonly string[] Dangerous =
    [
        "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All", "Directory.ReadWrite.All",
        "Group.ReadWrite.All", "User.ReadWrite.All", "Policy.ReadWrite.ConditionalAccess", "UserAuthenticationMethod.ReadWrite.All",
    ];

    private static readonly string[] Harmless = ["User.Read.All", "Group.Read.All", "Directory.Read.All", "AuditLog.Read.All", "Mail.Send", "Sites.Read.All", "Reports.Read.All"];

    private static readonly string[] Scopes =
        ["openid profile email", "User.Read", "User.Read Mail.Read", "Directory.AccessAsUser.All", "User.Read.All Group.Read.All", "Files.ReadWrite.All offline_access"];

    private static readonly string[] Names =
        ["Backup Connector", "HR Sync", "Helpdesk Portal", "Invoice Robot", "Monitoring Agent", "Signature Service", "Data Export", "Provisioning Bridge", "Survey Tool", "Archive Mover", "Travel Desk", "Phishing Trainer"];

    private static readonly string[] Kinds = ["application", "application", "thirdParty", "managedIdentity"];

    internal static void AddFirstParty(GenerationContext context)
    {
        context.GraphPrincipal = AddPrincipal(context, "Microsoft Graph", GraphPermissions.GraphAppId, "Application", MicrosoftTenant, WriteGraphPermissions);
        AddPrincipal(context, "Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000", "Application", MicrosoftTenant);
        AddPrincipal(context, "Windows Azure Service Management API", "797f4846-ba00-4fd7-ba43-dac1f8f63013", "Application", MicrosoftTenant);
    }

    internal static void Generate(GenerationContext context)
    {
        var random = context.Random;
        var count = Math.Max(context.Spec.ServicePrincipals, 8);
        for (var i = 0; i < count; i++)
        {
            var name = Names[i % Names.Length] + (i < Names.Length ? "" : $" {(i / Names.Length) + 1}");
            var kind = i < 4 ? "application" : Kinds[i % Kinds.Length];
            var principal = kind switch
            {
                "application" => AddApplication(context, name, i),
                "thirdParty" => AddPrincipal(context, name + " (SaaS)", random.Id(), "Application", random.Id()),
                _ => AddPrincipal(context, "mi-" + Slugs.Of(name), random.Id(), "ManagedIdentity", null),
            };
            context.AppPrincipals.Add(principal);
            var permissions = i < Dangerous.Length ? 1 : random.Below(3);
            for (var n = 0; n < permissions; n++)
            {
                Permit(context, principal, i < Dangerous.Length ? Dangerous[i] : random.Chance(0.1) ? random.Pick(Dangerous) : random.Pick(Harmless));
            }

            if (kind != "managedIdentity" && i % 2 == 0)
            {
                Consent(context, principal, i % 4 == 0 ? null : random.Pick(context.Members), random.Pick(Scopes));
            }
        }
    }

    private static string AddApplication(GenerationContext context, string name, int index)
    {
        var random = context.Random;
        var (id, appId) = (random.Id(), random.Id());
        context.Add(Sets.Applications, "application", id, w =>
        {
            w.WriteNull("deletedDateTime");
            w.WriteString("appId", appId);
            w.WriteStartArray("appRoles");
            w.WriteEndArray();
            w.WriteString("createdDateTime", context.At(-random.Below(700) - 30));
            w.WriteString("displayName", name);
            w.WriteStartArray("identifierUris");
            w.WriteEndArray();
            WriteKeys(context, w, index % 5 == 4);
            WritePasswords(context, w, index);
            w.WriteString("publisherDomain", context.Domain);
            w.WriteStartArray("requiredResourceAccess");
            w.WriteEndArray();
            w.WriteString("signInAudience", "AzureADMyOrg");
            w.WriteStartArray("tags");
            w.WriteEndArray();
        });
        if (index % 6 == 5)
        {
            AddFederation(context, id, name);
        }

        var principal = AddPrincipal(context, name, appId, "Application", context.Spec.TenantId);
        if (index % 3 != 2)
        {
            var owner = random.Pick(context.Members);
            context.Link(Relations.Owners, id, owner);
            if (index % 2 == 0)
            {
                context.Link(Relations.Owners, principal, random.Pick(context.Members));
            }
        }

        return principal;
    }

    private static void AddFederation(GenerationContext context, string application, string name) =>
        context.Add(
            Sets.FederatedCredentials,
            "federatedIdentityCredential",
            context.Random.Id(),
            w =>
            {
                w.WriteStartArray("audiences");
                w.WriteStringValue("api://AzureADTokenExchange");
                w.WriteEndArray();
                w.WriteString("description", "Pipeline");
                w.WriteString("issuer", "https://token.actions.githubusercontent.com");
                w.WriteString("name", "pipeline");
                w.WriteString("subject", $"repo:{context.Slug}/{Slugs.Of(name)}:ref:refs/heads/main");
            },
            application);

    private static string AddPrincipal(GenerationContext context, string name, string appId, string type, string? owner, Action<Utf8JsonWriter>? permissions = null)
    {
        var id = context.Random.Id();
        context.Add(Sets.ServicePrincipals, "servicePrincipal", id, w =>
        {
            w.WriteNull("deletedDateTime");
            w.WriteBoolean("accountEnabled", true);
            w.WriteStartArray("alternativeNames");
            if (type == "ManagedIdentity")
            {
                w.WriteStringValue("isExplicit=True");
            }

            w.WriteEndArray();
            w.WriteString("appDisplayName", type == "ManagedIdentity" ? null : name);
            w.WriteString("appId", appId);
            w.WriteString("appOwnerOrganizationId", owner);
            w.WriteBoolean("appRoleAssignmentRequired", false);
            w.WriteString("displayName", name);
            w.WriteStartArray("keyCredentials");
            w.WriteEndArray();
            w.WriteStartArray("passwordCredentials");
            w.WriteEndArray();
            w.WriteStartArray("servicePrincipalNames");
            w.WriteStringValue(appId);
            w.WriteEndArray();
            w.WriteString("servicePrincipalType", type);
            w.WriteString("signInAudience", owner == MicrosoftTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg");
            w.WriteStartArray("tags");
            w.WriteEndArray();
            if (permissions is null)
            {
                w.WriteStartArray("appRoles");
                w.WriteEndArray();
                w.WriteStartArray("oauth2PermissionScopes");
                w.WriteEndArray();
            }
            else
            {
                permissions(w);
            }
        });
        return id;
    }

    private static void WriteGraphPermissions(Utf8JsonWriter w)
    {
        w.WriteStartArray("appRoles");
        foreach (var role in GraphPermissions.All.Where(p => p.IsRole))
        {
            w.WriteStartObject();
            w.WriteStartArray("allowedMemberTypes");
            w.WriteStringValue("Application");
            w.WriteEndArray();
            w.WriteString("description", role.DisplayName);
            w.WriteString("displayName", role.DisplayName);
            w.WriteString("id", role.Id);
            w.WriteBoolean("isEnabled", true);
            w.WriteString("origin", "Application");
            w.WriteString("value", role.Value);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("oauth2PermissionScopes");
        foreach (var scope in GraphPermissions.All.Where(p => !p.IsRole))
        {
            w.WriteStartObject();
            w.WriteString("adminConsentDisplayName", scope.DisplayName);
            w.WriteString("id", scope.Id);
            w.WriteBoolean("isEnabled", true);
            w.WriteString("type", "Admin");
            w.WriteString("value", scope.Value);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WritePasswords(GenerationContext context, Utf8JsonWriter w, int index)
    {
        w.WriteStartArray("passwordCredentials");
        double[] ends = (index % 6) switch { 0 => [-20], 1 => [10], 2 => [300], 3 => [-200, 25], 4 => [], _ => [700] };
        foreach (var end in ends)
        {
            w.WriteStartObject();
            w.WriteNull("customKeyIdentifier");
            w.WriteString("displayName", end < 0 ? "old" : "current");
            w.WriteString("endDateTime", context.At(end));
            w.WriteString("hint", "q7~");
            w.WriteString("keyId", context.Random.Id());
            w.WriteNull("secretText");
            w.WriteString("startDateTime", context.At(end - 365));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteKeys(GenerationContext context, Utf8JsonWriter w, bool any)
    {
        w.WriteStartArray("keyCredentials");
        if (any)
        {
            w.WriteStartObject();
            w.WriteString("customKeyIdentifier", Convert.ToHexString(context.Random.Guid().ToByteArray()));
            w.WriteString("displayName", "CN=" + context.Slug);
            w.WriteString("endDateTime", context.At(180));
            w.WriteNull("key");
            w.WriteString("keyId", context.Random.Id());
            w.WriteString("startDateTime", context.At(-185));
            w.WriteString("type", "AsymmetricX509Cert");
            w.WriteString("usage", "Verify");
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Permit(GenerationContext context, string principal, string permission)
    {
        var role = GraphPermissions.RoleId(permission);
        var assignments = context.Directory.Set(Sets.AppRoleAssignments);
        if (assignments.Where("principalId", principal).Any(a => a["appRoleId"] == role))
        {
            return;
        }

        var holder = context.Directory.Find(Sets.ServicePrincipals, principal)!;
        context.Add(Sets.AppRoleAssignments, "appRoleAssignment", OpaqueId(context), w =>
        {
            w.WriteNull("deletedDateTime");
            w.WriteString("appRoleId", role);
            w.WriteString("createdDateTime", context.At(-context.Random.Below(400) - 1));
            w.WriteString("principalDisplayName", holder["displayName"]);
            w.WriteString("principalId", principal);
            w.WriteString("principalType", "ServicePrincipal");
            w.WriteString("resourceDisplayName", "Microsoft Graph");
            w.WriteString("resourceId", context.GraphPrincipal);
        });
    }

    private static void Consent(GenerationContext context, string client, string? user, string scope) =>
        context.Add(Sets.PermissionGrants, "oAuth2PermissionGrant", OpaqueId(context), w =>
        {
            w.WriteString("clientId", client);
            w.WriteString("consentType", user is null ? "AllPrincipals" : "Principal");
            w.WriteString("principalId", user);
            w.WriteString("resourceId", context.GraphPrincipal);
            w.WriteString("scope", scope);
        });

    /// <summary>Ids that are not UUIDs, as Graph has for grants and assignments.</summary>
    private static string OpaqueId(GenerationContext context) =>
        Convert.ToBase64String(context.Random.Guid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_') + "-" + context.Random.Below(100_000).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
