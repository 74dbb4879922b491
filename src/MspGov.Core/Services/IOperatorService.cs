using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Services;

/// <summary>Operators of the MSP and their roles.</summary>
public interface IOperatorService
{
    /// <summary>Operators that fit an id or wildcard pattern.</summary>
    IReadOnlyList<OperatorInfo> Get(string? pattern = null, bool includeDisabled = true, DateTimeOffset? asOf = null);

    /// <summary>What operators may do in which tenant.</summary>
    IReadOnlyList<EffectiveRight> GetEffective(string? pattern = null, IReadOnlyList<string>? tenantIds = null);

    /// <summary>Creates an operator, its signing key and its enrolment in one commit.</summary>
    OperatorInfo Create(OperatorDraft draft, string? ticket, string? reason);

    /// <summary>Changes name, person, job roles or accounts; null leaves as it is. Accounts given by sign-in name are resolved in their tenant.</summary>
    Task<OperatorInfo> UpdateAsync(OperatorChange change, string? ticket, string? reason, CancellationToken cancellationToken);

    /// <summary>Disables an operator; on demand its keys are retired in the same commit, which packs prove.</summary>
    OperatorInfo Disable(string id, bool retireKeys, string? ticket, string? reason);

    /// <summary>Enables one that was disabled.</summary>
    OperatorInfo Enable(string id, string? ticket, string? reason);

    /// <summary>A new key for an operator; the old one is retired in the same commit.</summary>
    /// <param name="id">Operator id.</param>
    /// <param name="passphrase">Passphrase of the new key's file; null for none.</param>
    /// <param name="certificate">File of a certificate whose key is enrolled in place of a new one; null for none.</param>
    /// <param name="ticket">Ticket of the PSA.</param>
    /// <param name="reason">Reason in words.</param>
    OperatorInfo RotateKey(string id, string? passphrase, string? certificate, string? ticket, string? reason);

    /// <summary>Roles, built-in and custom.</summary>
    IReadOnlyList<OperatorRoleInfo> GetRoles(string? pattern = null);

    /// <summary>Defines or changes a custom role.</summary>
    OperatorRoleInfo DefineRole(CustomRoleDocument role, bool mustExist, string? ticket, string? reason);

    /// <summary>Removes a custom role.</summary>
    void RemoveRole(string name, string? ticket, string? reason);

    /// <summary>Grants a role.</summary>
    RoleGrantDocument GrantRole(string @operator, string role, RoleScope scope, DateTimeOffset? end, string? ticket, string? reason);

    /// <summary>Revokes an operator's grants of a role: all of them, or one by its id.</summary>
    IReadOnlyList<RoleGrantDocument> RevokeRole(string @operator, string role, string? grantId, string? ticket, string? reason);
}

/// <summary>A new operator.</summary>
public sealed record OperatorDraft
{
    /// <summary>Operator id.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Person or automation.</summary>
    public OperatorKind OperatorKind { get; init; }

    /// <summary>The human behind it.</summary>
    public string? Person { get; init; }

    /// <summary>Job roles.</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>Passphrase of the new key; null for none.</summary>
    public string? Passphrase { get; init; }

    /// <summary>File of a certificate whose key is enrolled; null to make a key in the store's folder.</summary>
    public string? Certificate { get; init; }

    /// <summary>Role to grant in the same commit; null for none.</summary>
    public string? Role { get; init; }

    /// <summary>Where that role holds.</summary>
    public RoleScope? Scope { get; init; }
}

/// <summary>A change of an operator; null leaves as it is.</summary>
public sealed record OperatorChange
{
    /// <summary>Operator id.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The human behind it.</summary>
    public string? Person { get; init; }

    /// <summary>Job roles.</summary>
    public IReadOnlyList<string>? JobRoles { get; init; }

    /// <summary>The operator's own accounts by tenant id: object ids or sign-in names; null takes one away. Tenants not named stay.</summary>
    public IReadOnlyDictionary<string, string?>? Accounts { get; init; }
}

/// <summary>An operator with roles, as cmdlets show it.</summary>
public sealed record OperatorInfo
{
    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Person or automation.</summary>
    public OperatorKind OperatorKind { get; init; }

    /// <summary>The human behind it.</summary>
    public string? Person { get; init; }

    /// <summary>Whether it may act.</summary>
    public bool Enabled { get; init; }

    /// <summary>Job roles.</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>Own accounts by tenant id.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>Roles that hold now, with their scopes in words.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Role grants, ended ones too.</summary>
    public IReadOnlyList<RoleGrantDocument> Grants { get; init; } = [];

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What an operator may do in one tenant, or for the MSP as a whole.</summary>
public sealed record EffectiveRight
{
    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>Tenant id; null for what belongs to the MSP.</summary>
    public string? TenantId { get; init; }

    /// <summary>Tenant's short name, or <c>(msp)</c>.</summary>
    public required string Tenant { get; init; }

    /// <summary>Permissions.</summary>
    public required Permission Permissions { get; init; }

    /// <summary>Roles that give them.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

/// <summary>An operator role, as cmdlets show it.</summary>
/// <param name="Role">Name.</param>
/// <param name="BuiltIn">Whether it is built in.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="Description">Description.</param>
/// <param name="Holders">Operators who hold it now.</param>
public sealed record OperatorRoleInfo(string Role, bool BuiltIn, Permission Permissions, string? Description, IReadOnlyList<string> Holders);
