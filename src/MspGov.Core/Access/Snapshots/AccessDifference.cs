namespace MspGov.Core.Access.Snapshots;

/// <summary>How a path differs.</summary>
public enum DifferenceKind
{
    /// <summary>Only in the later or other one.</summary>
    Added,

    /// <summary>Only in the earlier or reference one.</summary>
    Removed,

    /// <summary>In both, with other dates or state.</summary>
    Changed,

    /// <summary>In one only, and the other could not be read where it would be: nobody knows.</summary>
    Unknown,

    /// <summary>No job role of the holder gives it.</summary>
    Unexpected,

    /// <summary>A job role gives it just in time, and it is standing.</summary>
    Excess,
}

/// <summary>One difference of access.</summary>
public sealed record AccessDifference
{
    /// <summary>How.</summary>
    public required DifferenceKind Difference { get; init; }

    /// <summary>Tenant id of the path.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Id of the path.</summary>
    public required string PathId { get; init; }

    /// <summary>Principal's object id.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Principal's name.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>Role or permission.</summary>
    public required string Role { get; init; }

    /// <summary>Scope.</summary>
    public required string Scope { get; init; }

    /// <summary>How it is held.</summary>
    public required AssignmentKind Assignment { get; init; }

    /// <summary>Whether it is privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>What changed, or why it is unknown or unexpected, in words.</summary>
    public string? Words { get; init; }

    /// <summary>The path before, or in the reference.</summary>
    public AccessPath? Before { get; init; }

    /// <summary>The path after, or in the other.</summary>
    public AccessPath? After { get; init; }
}
