using MspGov.Core.JobRoles;
using MspGov.Core.Tenants;

namespace MspGov.Core.Lifecycle;

/// <summary>Whether the contract and the jurisdiction of a tenant permit that a person holds a job role in it. Pure.</summary>
public static class ScopePermit
{
    private static readonly char[] Separators = [';', ',', '|'];

    /// <summary>Members of the European Union: a tenant in jurisdiction EU takes people who work from any of them.</summary>
    private static readonly HashSet<string> EuropeanUnion = new(StringComparer.OrdinalIgnoreCase)
    {
        "EU", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    };

    /// <summary>Why a person may not hold a job role in a tenant; null when it may.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="person">Person.</param>
    /// <param name="role">Job role in force.</param>
    public static string? Refusal(TenantDocument tenant, LifecyclePerson person, JobRoleDocument role)
    {
        string[] contract = (tenant.ContractScope ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (role.ContractScopes.Count > 0 && !role.ContractScopes.Any(scope => contract.Contains(scope, StringComparer.OrdinalIgnoreCase)))
        {
            return $"Job role '{role.Name}' is for contracts of scope {string.Join(", ", role.ContractScopes)}; that of tenant '{tenant.Name}' is {(contract.Length == 0 ? "not on record" : string.Join(", ", contract))}.";
        }

        if (tenant.Jurisdiction is not { Length: > 0 } jurisdiction)
        {
            return null;
        }

        string[] from = [.. person.Jurisdictions, .. person.Jurisdictions.Count == 0 && person.UsageLocation is { Length: > 0 } country ? [country] : Array.Empty<string>()];
        return from.Length == 0 ? $"Tenant '{tenant.Name}' is under jurisdiction {jurisdiction}, and nothing says where {person.DisplayName} works from (-Jurisdiction or -UsageLocation)."
            : from.Any(place => string.Equals(place, jurisdiction, StringComparison.OrdinalIgnoreCase) || (string.Equals(jurisdiction, "EU", StringComparison.OrdinalIgnoreCase) && EuropeanUnion.Contains(place))) ? null
            : $"Tenant '{tenant.Name}' is under jurisdiction {jurisdiction}; {person.DisplayName} works from {string.Join(", ", from)}.";
    }
}
