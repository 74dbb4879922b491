using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>Person or automation.</summary>
public enum OperatorKind
{
    /// <summary>A person.</summary>
    Person,

    /// <summary>A script, scheduler or service of the MSP.</summary>
    Automation,
}

/// <summary>An operator of the MSP.</summary>
public sealed record OperatorDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "operator";

    /// <summary>Operator id, lower-case.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Person or automation.</summary>
    public OperatorKind OperatorKind { get; init; }

    /// <summary>The human behind it (a mail address or staff number); two operators of one person never approve as two.</summary>
    public string? Person { get; init; }

    /// <summary>Job roles at the MSP (first-line support, duty manager …): what the elevation policy admits requesters by.</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>The operator's own user accounts: object ids by tenant id. Elevating one of them is elevating oneself.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>False once disabled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who acts when this operator does: the person where one is named, else the operator itself.</summary>
    public string Actor => Person ?? Id;

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => Enabled ? "enabled" : "disabled";
}

/// <summary>Where a role holds: everywhere, or in the union of what is named.</summary>
public sealed record RoleScope
{
    /// <summary>Every tenant, and what belongs to the MSP.</summary>
    public bool AllTenants { get; init; }

    /// <summary>Tenant UUIDs.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Names of tenant groups.</summary>
    public IReadOnlyList<string> TenantGroups { get; init; } = [];

    /// <summary>Jurisdictions.</summary>
    public IReadOnlyList<string> Jurisdictions { get; init; } = [];

    /// <summary>Everywhere.</summary>
    public static readonly RoleScope Everywhere = new() { AllTenants = true };

    /// <summary>Whether it covers a tenant.</summary>
    public bool Covers(TenantDocument tenant) =>
        AllTenants
        || Tenants.Contains(tenant.Id)
        || TenantGroups.Any(group => tenant.Groups.Contains(group, StringComparer.OrdinalIgnoreCase))
        || (tenant.Jurisdiction is { } jurisdiction && Jurisdictions.Contains(jurisdiction, StringComparer.OrdinalIgnoreCase));
}

/// <summary>An operator role held by an operator.</summary>
public sealed record RoleGrantDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "roleGrant";

    /// <summary>Id of this grant.</summary>
    public required string Id { get; init; }

    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>Role name, built-in or custom.</summary>
    public required string Role { get; init; }

    /// <summary>Where.</summary>
    public required RoleScope Scope { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>When it ends, UTC; null for no end.</summary>
    public DateTimeOffset? End { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <summary>The operator, so that one operator's grants are one query.</summary>
    public string? State => Operator;
}

/// <summary>A custom operator role.</summary>
public sealed record CustomRoleDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "operatorRole";

    /// <summary>Role name.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows.</summary>
    public required Permission Permissions { get; init; }

    /// <summary>Description.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Name);

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => null;

    /// <summary>The key of a role name: names differ by more than case.</summary>
    public static string KeyOf(string name) => name.ToLowerInvariant();
}
