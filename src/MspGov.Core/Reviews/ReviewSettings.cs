namespace MspGov.Core.Reviews;

/// <summary>Which identities a campaign puts before its reviewers; several add up.</summary>
[Flags]
public enum ReviewPopulation
{
    /// <summary>Everyone.</summary>
    Everyone = 0,

    /// <summary>Guests.</summary>
    Guest = 1 << 0,

    /// <summary>Applications and managed identities.</summary>
    NonHuman = 1 << 1,

    /// <summary>The MSP's own staff: GDAP technicians, and accounts of people who hold a job role in the tenant.</summary>
    MspStaff = 1 << 2,

    /// <summary>Emergency accounts.</summary>
    BreakGlass = 1 << 3,
}

/// <summary>Who decides in a stage.</summary>
public enum ReviewerKind
{
    /// <summary>Named operators of the MSP.</summary>
    Operator,

    /// <summary>The tenant's service owner at the MSP.</summary>
    ServiceOwner,

    /// <summary>The tenant's risk owner at the MSP.</summary>
    RiskOwner,

    /// <summary>The tenant's approvers at the client.</summary>
    ClientApprover,

    /// <summary>The manager of the principal, read from the tenant.</summary>
    Manager,
}

/// <summary>How often a campaign comes again.</summary>
public enum ReviewCadence
{
    /// <summary>Once.</summary>
    Once,

    /// <summary>Every month.</summary>
    Monthly,

    /// <summary>Every three months.</summary>
    Quarterly,

    /// <summary>Every year.</summary>
    Yearly,

    /// <summary>Whenever somebody changes job: opened by the mover's lifecycle run.</summary>
    OnMover,
}

/// <summary>What happens to an item that nobody decided by the due date.</summary>
public enum ReviewDefault
{
    /// <summary>The item goes to the tenant's risk owner (service owner where there is none) for another week.</summary>
    Escalate,

    /// <summary>The access stays.</summary>
    Keep,

    /// <summary>The access is removed.</summary>
    Revoke,
}

/// <summary>One stage of deciding. With several, the last decides and those before advise.</summary>
public sealed record ReviewStage
{
    /// <summary>Who.</summary>
    public required ReviewerKind Reviewer { get; init; }

    /// <summary>Operator ids, for <see cref="ReviewerKind.Operator"/>; otherwise empty: the register or the tenant says who.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>What a campaign looks at.</summary>
public sealed record ReviewScope
{
    /// <summary>Which identities.</summary>
    public ReviewPopulation Population { get; init; }

    /// <summary>Only privileged roles and permissions.</summary>
    public bool PrivilegedOnly { get; init; }

    /// <summary>Principals by id or name, wildcards allowed; empty for all.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Roles by id or name, wildcards allowed; empty for all.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

/// <summary>The terms of a campaign; the same in every tenant it covers. Names no tenant: it is part of every tenant's evidence.</summary>
public sealed record ReviewSettings
{
    /// <summary>Name of the campaign.</summary>
    public required string Name { get; init; }

    /// <summary>What it looks at.</summary>
    public ReviewScope Scope { get; init; } = new();

    /// <summary>Who decides, in order; at least one stage.</summary>
    public required IReadOnlyList<ReviewStage> Stages { get; init; }

    /// <summary>How often.</summary>
    public ReviewCadence Cadence { get; init; }

    /// <summary>Days from opening to the due date.</summary>
    public int DurationDays { get; init; } = 14;

    /// <summary>What happens when nobody decides.</summary>
    public ReviewDefault Default { get; init; }

    /// <summary>Access unused for so many days is recommended for removal.</summary>
    public int UnusedDays { get; init; } = 60;
}
