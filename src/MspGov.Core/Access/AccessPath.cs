namespace MspGov.Core.Access;

/// <summary>What a principal is.</summary>
public enum PrincipalType
{
    /// <summary>Member user.</summary>
    User,

    /// <summary>Guest user.</summary>
    Guest,

    /// <summary>Group that holds something itself and has no members through whom it would show.</summary>
    Group,

    /// <summary>Service principal of an application.</summary>
    ServicePrincipal,

    /// <summary>Managed identity.</summary>
    ManagedIdentity,

    /// <summary>A partner's (GDAP) security group, known here only by id.</summary>
    ForeignGroup,

    /// <summary>A partner's technician inside such a group.</summary>
    ForeignUser,

    /// <summary>An object that is assigned but cannot be read.</summary>
    Unknown,
}

/// <summary>How the access is held.</summary>
public enum AssignmentKind
{
    /// <summary>Active role assignment.</summary>
    Active,

    /// <summary>Eligible: must be activated first.</summary>
    Eligible,

    /// <summary>Application permission (app role).</summary>
    Application,

    /// <summary>Delegated consent.</summary>
    Delegated,

    /// <summary>Owner of an application, service principal or role-assignable group.</summary>
    Owner,

    /// <summary>Partner's delegated administration.</summary>
    Gdap,
}

/// <summary>How much of a tenant was read.</summary>
public enum Completeness
{
    /// <summary>Every family of reads succeeded.</summary>
    Complete,

    /// <summary>Some family failed; what is given is true but not all.</summary>
    Partial,

    /// <summary>Nothing that was asked could be read.</summary>
    Unknown,
}

/// <summary>One path by which a principal can do something in a tenant.</summary>
public sealed record AccessPath
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the principal.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>What it is.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>User principal name, or display name.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>Display name of the role, or value of the permission.</summary>
    public required string Role { get; init; }

    /// <summary>Role template or definition id, app role id or, for delegated consents, the scope's value.</summary>
    public required string RoleId { get; init; }

    /// <summary><c>/</c>, <c>/administrativeUnits/{id}</c>, <c>/{objectId}</c>, or the object id of the resource.</summary>
    public required string Scope { get; init; }

    /// <summary>How it is held.</summary>
    public required AssignmentKind Assignment { get; init; }

    /// <summary>Name of what the scope points at: the administrative unit, resource or owned object; null for the whole tenant.</summary>
    public string? ScopeName { get; init; }

    /// <summary>For a delegated consent of one user, that user's object id; null when it is for every user.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Object ids from the principal to the holder of the role, principal first.</summary>
    public required IReadOnlyList<string> Via { get; init; }

    /// <summary>The edges of the path in words, principal first: <c>memberOf</c>, <c>eligibleMemberOf</c>, <c>ownerOf</c>, <c>gdap</c> and at last the assignment.</summary>
    public IReadOnlyList<string> Edges { get; init; } = [];

    /// <summary>Start, UTC; null when not bounded.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>End, UTC; null when not bounded.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>True when it is usable now and has no end: neither eligible nor time-bound anywhere on the path.</summary>
    public required bool Standing { get; init; }

    /// <summary>True when the role or permission is privileged (shipped data, with its date).</summary>
    public required bool Privileged { get; init; }

    /// <summary>False when the account is disabled; null when not known.</summary>
    public bool? PrincipalEnabled { get; init; }

    /// <summary>Last sign-in, UTC; null when never or not known.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>Who answers for the identity, by the register of owners; null when nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>Id of the assignment object in Graph that ends the path, where there is one.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>Stable id of the path: the same in every run and export as long as the path is the same.</summary>
    public string PathId => AccessPathId.Of(this);

    /// <summary>How much of the tenant was read.</summary>
    public Completeness Completeness { get; init; }
}
