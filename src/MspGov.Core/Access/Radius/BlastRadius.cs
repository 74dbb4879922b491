namespace MspGov.Core.Access.Radius;

/// <summary>How a reach comes about, the easiest first.</summary>
public enum ReachMeans
{
    /// <summary>Held now.</summary>
    Standing,

    /// <summary>Must be activated first.</summary>
    Elevation,

    /// <summary>By taking over another identity on the way: resetting its password, adding a credential, granting itself a role.</summary>
    TakeOver,
}

/// <summary>One role or permission that an identity could use if it were compromised now.</summary>
/// <param name="TenantId">Tenant id.</param>
/// <param name="Tenant">Tenant's name.</param>
/// <param name="Role">Role or permission.</param>
/// <param name="Scope">Scope.</param>
/// <param name="Privileged">Whether it is privileged.</param>
/// <param name="Means">How, by the easiest way.</param>
/// <param name="Chain">The easiest way in words, from the identity to the role.</param>
public sealed record RadiusReach(string TenantId, string Tenant, string Role, string Scope, bool Privileged, ReachMeans Means, string Chain);

/// <summary>An edge that must be cut.</summary>
/// <param name="TenantId">Tenant id.</param>
/// <param name="Tenant">Tenant's name.</param>
/// <param name="FromId">Object id it starts from.</param>
/// <param name="From">Name it starts from.</param>
/// <param name="Edge">Kind of edge.</param>
/// <param name="ToId">Object id, role or permission it leads to.</param>
/// <param name="To">Name it leads to.</param>
public sealed record RadiusCut(string TenantId, string Tenant, string FromId, string From, string Edge, string ToId, string To)
{
    /// <summary>The edge in words.</summary>
    public override string ToString() => $"{Tenant}: {From} -{Edge}-> {To}";
}

/// <summary>One line of the score.</summary>
/// <param name="Tenant">Tenant's name.</param>
/// <param name="Points">Points.</param>
/// <param name="Words">What they are for.</param>
public sealed record RadiusPoints(string Tenant, double Points, string Words);

/// <summary>What one identity could do in every tenant if it were compromised now.</summary>
public sealed record BlastRadius
{
    /// <summary>The identity as asked for.</summary>
    public required string Identity { get; init; }

    /// <summary>Its objects, as <c>tenant/object id</c>.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Score from 0; the lines of <see cref="Points"/> add up to it.</summary>
    public double Score { get; init; }

    /// <summary>How the score comes about.</summary>
    public IReadOnlyList<RadiusPoints> Points { get; init; } = [];

    /// <summary>Number of tenants with any reach.</summary>
    public int Tenants { get; init; }

    /// <summary>Number of tenants with privileged reach.</summary>
    public int PrivilegedTenants { get; init; }

    /// <summary>Every role and permission reached.</summary>
    public IReadOnlyList<RadiusReach> Reach { get; init; } = [];

    /// <summary>The fewest edges that take the chosen reach away; empty when there is no such reach.</summary>
    public IReadOnlyList<RadiusCut> Cut { get; init; } = [];

    /// <summary>What the cut takes away, in words.</summary>
    public string? CutTakesAway { get; init; }

    /// <summary>Tenants that could not be read to the full: the reach may be larger.</summary>
    public IReadOnlyList<string> Incomplete { get; init; } = [];
}
