namespace MspGov.Core.Access.Identities;

/// <summary>A weakness of a non-human identity, under the risk of the OWASP Non-Human Identities Top 10 (2025) it belongs to.</summary>
/// <param name="Id">Risk, for example <c>NHI5:2025</c>.</param>
/// <param name="Name">Its name there, for example <c>Overprivileged NHI</c>.</param>
/// <param name="Finding">What was found: Expired, Expiring, NeverUsed, Ownerless, Overprivileged, SecretNotFederated, LongLivedSecret, ManyTenants, ThirdParty.</param>
/// <param name="Words">What exactly, and what to do.</param>
public sealed record NonHumanFinding(string Id, string Name, string Finding, string Words)
{
    /// <summary>The finding in one line.</summary>
    public override string ToString() => $"{Id} {Finding}";
}

/// <summary>A credential, never its value.</summary>
/// <param name="Kind">Secret, certificate or federated.</param>
/// <param name="Id">Key id.</param>
/// <param name="Name">Name, or issuer and subject.</param>
/// <param name="Start">From, UTC.</param>
/// <param name="End">Till, UTC.</param>
public sealed record CredentialInfo(Inventory.CredentialKind Kind, string Id, string? Name, DateTimeOffset? Start, DateTimeOffset? End);

/// <summary>One application or managed identity in one tenant.</summary>
public sealed record NonHumanIdentity
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the service principal; of the application where there is none.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Display name.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>ServicePrincipal or ManagedIdentity.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>App id: the same in every tenant.</summary>
    public string? AppId { get; init; }

    /// <summary>Object id of the registration, where it is registered in this tenant.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Home tenant of the application.</summary>
    public string? HomeTenantId { get; init; }

    /// <summary>False when disabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Application permissions, roles and delegated scopes it holds, privileged ones first.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Those of them that are privileged.</summary>
    public IReadOnlyList<string> PrivilegedPermissions { get; init; } = [];

    /// <summary>Credentials of registration and service principal.</summary>
    public IReadOnlyList<CredentialInfo> Credentials { get; init; } = [];

    /// <summary>First end of a credential that has not ended, UTC.</summary>
    public DateTimeOffset? NextExpiry { get; init; }

    /// <summary>Owners in the directory, by name or id.</summary>
    public IReadOnlyList<string> DirectoryOwners { get; init; } = [];

    /// <summary>Who answers for it by the register.</summary>
    public string? Owner { get; init; }

    /// <summary>Last sign-in, UTC; Graph v1.0 does not tell it for applications, so null means not known.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>For one that demonstrably was never used (it holds no permission and has no credential), when it was created, UTC.</summary>
    public DateTimeOffset? NeverUsedSince { get; init; }

    /// <summary>Names of all tenants asked in which the same application is present.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Weaknesses.</summary>
    public IReadOnlyList<NonHumanFinding> Findings { get; init; } = [];

    /// <summary>How much of the tenant was read.</summary>
    public Completeness Completeness { get; init; }
}
