namespace MspGov.Core.Lifecycle;

/// <summary>One person of a list of HR or a PSA.</summary>
public sealed record WorkforcePerson
{
    /// <summary>The person.</summary>
    public required LifecyclePerson Person { get; init; }

    /// <summary>When the person left or leaves, UTC; null while employed.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Job roles.</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>Line of the list, for messages.</summary>
    public int Line { get; init; }
}

/// <summary>What is wrong.</summary>
public enum WorkforceFindingKind
{
    /// <summary>Nobody of the list has this account.</summary>
    Orphaned,

    /// <summary>The person left, and the account can still sign in.</summary>
    Lingering,

    /// <summary>Enabled, and not used for a long time.</summary>
    Dormant,

    /// <summary>Staff account in a client's tenant without a job role on record.</summary>
    Undocumented,

    /// <summary>Access that the job role does not give.</summary>
    WrongJobRole,

    /// <summary>Guest whom nobody vouches for.</summary>
    GuestWithoutSponsor,

    /// <summary>Two people of the list fit one account, or the employee ids disagree.</summary>
    Ambiguous,

    /// <summary>The tenant could not be read: nothing is known of it.</summary>
    Unknown,
}

/// <summary>One finding, with the command that fixes it.</summary>
public sealed record WorkforceFinding
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>What is wrong.</summary>
    public required WorkforceFindingKind Kind { get; init; }

    /// <summary>Account or person.</summary>
    public required string Subject { get; init; }

    /// <summary>Object id of the account.</summary>
    public string? UserId { get; init; }

    /// <summary>Person of the list.</summary>
    public string? Person { get; init; }

    /// <summary>In words.</summary>
    public required string Message { get; init; }

    /// <summary>The command that fixes it; empty where judgement is needed.</summary>
    public string Fix { get; init; } = "";
}

/// <summary>An account of a tenant, as the comparison needs it.</summary>
public sealed record WorkforceAccount
{
    /// <summary>Object id.</summary>
    public required string Id { get; init; }

    /// <summary>Sign-in name.</summary>
    public required string Name { get; init; }

    /// <summary>Address.</summary>
    public string? Mail { get; init; }

    /// <summary>Employee id.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>Whether sign-in is allowed.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether it is a guest.</summary>
    public bool Guest { get; init; }

    /// <summary>Number of sponsors; null when not known.</summary>
    public int? Sponsors { get; init; }

    /// <summary>Last sign-in, UTC; null when never or not known.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>Whether the tenant tells of sign-ins at all.</summary>
    public bool SignInsKnown { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
