namespace MspGov.Core.Reviews;

/// <summary>What the tenant says about a group on a path.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name.</param>
/// <param name="DynamicRule">The membership rule, where membership is dynamic.</param>
/// <param name="Synced">Whether it is mastered on the client's own premises.</param>
/// <param name="RoleAssignable">Whether it can hold directory roles.</param>
/// <param name="Scheduled">Whether the principal's membership is a PIM-for-Groups assignment with an end.</param>
public sealed record GroupFacts(string Id, string Name, string? DynamicRule = null, bool Synced = false, bool RoleAssignable = false, bool Scheduled = false);

/// <summary>What an owned object is.</summary>
public enum OwnedKind
{
    /// <summary>Application registration.</summary>
    Application,

    /// <summary>Service principal.</summary>
    ServicePrincipal,

    /// <summary>Group.</summary>
    Group,
}

/// <summary>What the tenant says about an owned object.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Owners">How many owners it has.</param>
/// <param name="Scheduled">Whether the ownership is a PIM-for-Groups assignment with an end.</param>
public sealed record OwnedFacts(string Id, string Name, OwnedKind Kind, int Owners, bool Scheduled = false);

/// <summary>What a plan needs to know of the tenant beyond the path itself; read just before planning. What is null could not be read.</summary>
public sealed record EdgeFacts
{
    /// <summary>The group that the principal is a direct member of, for paths through groups.</summary>
    public GroupFacts? Group { get; init; }

    /// <summary>The owned object, for ownerships.</summary>
    public OwnedFacts? Owned { get; init; }

    /// <summary>The scopes of the consent as they are now, for delegated consents.</summary>
    public IReadOnlyList<string>? ConsentScopes { get; init; }

    /// <summary>Whether the active role is a PIM assignment with an end, or an activated eligibility.</summary>
    public bool RoleScheduled { get; init; }

    /// <summary>Object id of the new owner, for a reassignment.</summary>
    public string? NewOwner { get; init; }
}
