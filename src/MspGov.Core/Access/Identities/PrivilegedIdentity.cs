namespace MspGov.Core.Access.Identities;

/// <summary>What kind of identity it is, for the register.</summary>
public enum IdentityKind
{
    /// <summary>A person of the client.</summary>
    Person,

    /// <summary>A shared or service account.</summary>
    ServiceAccount,

    /// <summary>An application or managed identity.</summary>
    Application,

    /// <summary>A partner's group or technician.</summary>
    DelegatedAdministrator,

    /// <summary>An emergency account.</summary>
    BreakGlass,

    /// <summary>A group without members that holds something.</summary>
    Group,

    /// <summary>Assigned, but not readable.</summary>
    Unknown,
}

/// <summary>One privileged identity of one tenant: a line of the register.</summary>
public sealed record PrivilegedIdentity
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>User principal name or display name.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>Type of the principal.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>Kind of identity.</summary>
    public required IdentityKind Kind { get; init; }

    /// <summary>Privileged roles and permissions, each once.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Number of privileged paths.</summary>
    public int Paths { get; init; }

    /// <summary>Whether any of it is standing.</summary>
    public bool Standing { get; init; }

    /// <summary>Whether any of it must be activated first.</summary>
    public bool Eligible { get; init; }

    /// <summary>False when disabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Last sign-in, UTC.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>For applications, the first end of a credential, UTC.</summary>
    public DateTimeOffset? CredentialEnd { get; init; }

    /// <summary>Number of credentials.</summary>
    public int Credentials { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>When it must be looked at again, UTC.</summary>
    public DateTimeOffset? ReviewDate { get; init; }

    /// <summary>Ids of the exceptions in force that cover any of it.</summary>
    public IReadOnlyList<string> Exceptions { get; init; } = [];

    /// <summary>How much of the tenant was read.</summary>
    public Completeness Completeness { get; init; }
}
