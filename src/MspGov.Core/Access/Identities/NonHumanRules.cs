using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access.Identities;

/// <summary>
/// The findings of non-human identities, named after the OWASP Non-Human Identities Top 10 (2025, owasp.org). Pure; an absent fact
/// that could not be read makes no finding.
/// </summary>
public static class NonHumanRules
{
    /// <summary>A secret that lives longer is long-lived.</summary>
    public static readonly TimeSpan LongLived = TimeSpan.FromDays(366);

    /// <summary>App ids of Microsoft's own services have this home tenant (FACTS: first-party owner).</summary>
    public const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    /// <summary>Judges one identity.</summary>
    /// <param name="identity">The identity without findings.</param>
    /// <param name="ownersRead">Whether the tenant's owners were read: else nobody knows that it has none.</param>
    /// <param name="expiringWithin">How near an end counts as expiring.</param>
    /// <param name="at">The moment, UTC.</param>
    public static IReadOnlyList<NonHumanFinding> Judge(NonHumanIdentity identity, bool ownersRead, TimeSpan expiringWithin, DateTimeOffset at)
    {
        bool microsoft = string.Equals(identity.HomeTenantId, MicrosoftTenant, StringComparison.OrdinalIgnoreCase);
        if (microsoft)
        {
            return [];
        }

        var findings = new List<NonHumanFinding>();
        findings.AddRange(Credentials(identity, expiringWithin, at));
        if (ownersRead && identity.Owner is null && identity.DirectoryOwners.Count == 0)
        {
            findings.Add(new("NHI1:2025", "Improper Offboarding", "Ownerless", "Nobody answers for it: name an owner with Set-IdentityOwner, or remove it."));
        }

        if (identity.PrivilegedPermissions.Count > 0)
        {
            findings.Add(new("NHI5:2025", "Overprivileged NHI", "Overprivileged",
                $"Holds {string.Join(", ", identity.PrivilegedPermissions)}: enough to take over the tenant. Replace by the least permission that its work needs."));
            bool third = identity.HomeTenantId is { } home && !string.Equals(home, identity.TenantId, StringComparison.OrdinalIgnoreCase);
            if (third)
            {
                findings.Add(new("NHI3:2025", "Vulnerable Third-Party NHI", "ThirdParty",
                    $"A third party's application (home tenant {identity.HomeTenantId}) holds privileged permissions: its compromise is this tenant's."));
            }
        }

        if (identity.Tenants.Count > 1)
        {
            findings.Add(new("NHI9:2025", "NHI Reuse", "ManyTenants", $"The same application acts in {identity.Tenants.Count} tenants: {string.Join(", ", identity.Tenants)}."));
        }

        return findings;
    }

    private static IEnumerable<NonHumanFinding> Credentials(NonHumanIdentity identity, TimeSpan expiringWithin, DateTimeOffset at)
    {
        foreach (CredentialInfo credential in identity.Credentials.Where(credential => credential.Kind != CredentialKind.Federated))
        {
            string what = $"{credential.Kind} '{credential.Name ?? credential.Id}'";
            if (credential.End is { } end && end <= at)
            {
                yield return new("NHI1:2025", "Improper Offboarding", "Expired", $"{what} ended on {end:yyyy-MM-dd} and is still there: remove it.");
            }
            else if (credential.End is { } near && near <= at + expiringWithin)
            {
                yield return new("NHI7:2025", "Long-Lived Secrets", "Expiring", $"{what} ends on {near:yyyy-MM-dd}: rotate it before.");
            }
            else if (credential.Kind == CredentialKind.Secret && (credential.End is null || credential.End - credential.Start > LongLived))
            {
                yield return new("NHI7:2025", "Long-Lived Secrets", "LongLivedSecret", $"{what} lives {(credential.End is null ? "for ever" : "more than a year")}: rotate it more often.");
            }
        }

        if (identity.Credentials.Any(credential => credential.Kind == CredentialKind.Secret && (credential.End is null || credential.End > at)))
        {
            yield return new("NHI4:2025", "Insecure Authentication", "SecretNotFederated", "Signs in with a secret where a certificate or federation would do.");
        }

        if (identity.LastSignIn is null && identity.NeverUsedSince is { } since)
        {
            yield return new("NHI1:2025", "Improper Offboarding", "NeverUsed", $"Never used since {since:yyyy-MM-dd}: remove it.");
        }
    }
}
