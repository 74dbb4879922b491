using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.JobRoles;

/// <summary>On which platform a job role's holder should have something.</summary>
public enum EntitlementKind
{
    /// <summary>Directory role in the client's tenant.</summary>
    EntraRole,

    /// <summary>Role reached through the partner's delegated administration (GDAP).</summary>
    GdapRole,

    /// <summary>Membership of a group in the client's tenant.</summary>
    Group,

    /// <summary>Application or delegated permission, by its value.</summary>
    Permission,
}

/// <summary>How an entitlement may be held at most.</summary>
public enum EntitlementHolding
{
    /// <summary>Only eligible or time-bound: standing access exceeds it.</summary>
    JustInTime,

    /// <summary>Standing access is as designed.</summary>
    Standing,
}

/// <summary>One thing that a holder of a job role should have.</summary>
public sealed record JobRoleEntitlement
{
    /// <summary>Platform.</summary>
    public required EntitlementKind Kind { get; init; }

    /// <summary>Role template id, object id of the group, or value of the permission.</summary>
    public required string Id { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>The tier it is for; null for every tier.</summary>
    public TenantTier? Tier { get; init; }

    /// <summary>How it may be held at most.</summary>
    public EntitlementHolding Holding { get; init; }
}

/// <summary>Where a version of a job role stands.</summary>
public enum JobRoleStatus
{
    /// <summary>Written, not yet approved: counts for nothing.</summary>
    Proposed,

    /// <summary>In force.</summary>
    Approved,

    /// <summary>Replaced by a later version.</summary>
    Superseded,
}

/// <summary>One version of one job role of the MSP's catalogue.</summary>
public sealed record JobRoleDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "jobRole";

    /// <summary>Name in PascalCase, for example <c>FirstLineSupport</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version, from 1; 0 for the ready-made catalogue that nobody adopted.</summary>
    public int Version { get; init; }

    /// <summary>What it is for, in the words of the business.</summary>
    public string? Description { get; init; }

    /// <summary>What it comes to technically.</summary>
    public string? TechnicalDescription { get; init; }

    /// <summary>What its holders should have.</summary>
    public IReadOnlyList<JobRoleEntitlement> Entitlements { get; init; } = [];

    /// <summary>Contract scopes under which it may be given; empty for any.</summary>
    public IReadOnlyList<string> ContractScopes { get; init; } = [];

    /// <summary>Where this version stands.</summary>
    public JobRoleStatus Status { get; init; }

    /// <summary>Operator who wrote this version.</summary>
    public string? ProposedBy { get; init; }

    /// <summary>Operator who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When it was approved, UTC.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Name, Version);

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => Status.ToString();

    /// <summary>Key of a version.</summary>
    public static string KeyOf(string name, int version) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name.ToUpperInvariant()}@{version:D6}");
}
