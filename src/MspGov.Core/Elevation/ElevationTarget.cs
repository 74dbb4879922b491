namespace MspGov.Core.Elevation;

/// <summary>How a grant is given, chosen by what the tenant can do and recorded with the request.</summary>
public enum ElevationPath
{
    /// <summary>PIM role assignment schedule: the tenant itself ends it.</summary>
    PimRole,

    /// <summary>PIM for Groups assignment schedule: the tenant itself ends it.</summary>
    PimGroup,

    /// <summary>Direct role assignment: only the sweep ends it.</summary>
    DirectRole,

    /// <summary>Membership of a role-assignable group: only the sweep ends it.</summary>
    RoleGroup,

    /// <summary>Membership of a partner security group that GDAP gives roles to, in the MSP's own tenant: only the sweep ends it.</summary>
    PartnerGroup,
}

/// <summary>What is granted: a directory role at a scope, or membership of a group that carries roles.</summary>
public sealed record ElevationTarget
{
    /// <summary>Role template or definition id; null for a group.</summary>
    public string? RoleId { get; init; }

    /// <summary>Directory scope of the role: <c>/</c> or <c>/administrativeUnits/{id}</c>.</summary>
    public string Scope { get; init; } = "/";

    /// <summary>Group id; null for a role held directly.</summary>
    public string? GroupId { get; init; }

    /// <summary>Name of the role or group.</summary>
    public required string Name { get; init; }

    /// <summary>The group id where there is a group, else the role id.</summary>
    public string Id => GroupId ?? RoleId ?? string.Empty;

    /// <summary>Whether it counts as privileged. What is not known to be harmless does: custom roles and all groups.</summary>
    public bool IsPrivileged => GroupId is not null || RoleId is null || PrivilegedRoles.IsPrivileged(RoleId);
}

/// <summary>Facts about the paths.</summary>
public static class ElevationPaths
{
    /// <summary>Shortest duration: PIM accepts none below five minutes, counted from when the request arrives, not from when it was recorded.</summary>
    public static readonly TimeSpan PimMinimum = TimeSpan.FromMinutes(6);

    /// <summary>Whether the tenant itself ends it.</summary>
    public static bool EndsNatively(this ElevationPath path) => path is ElevationPath.PimRole or ElevationPath.PimGroup;

    /// <summary>Whether it is given by membership of a group.</summary>
    public static bool IsGroup(this ElevationPath path) => path is not (ElevationPath.PimRole or ElevationPath.DirectRole);
}
