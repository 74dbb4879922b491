using MspGov.Core.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>A group that somebody is in.</summary>
internal sealed record HeldGroup(string Id, string Name, bool Dynamic, bool FromOnPremises);

/// <summary>Something that somebody owns.</summary>
internal sealed record OwnedObject(Relation Relation, string Id, string Name, bool OnlyOwner);

/// <summary>A directory role held by the person itself.</summary>
internal sealed record HeldRole(string Role, string Scope);

/// <summary>A PIM schedule of a role.</summary>
internal sealed record HeldRoleSchedule(ScheduleKind Kind, string Role, string Scope);

/// <summary>A PIM schedule of a group.</summary>
internal sealed record HeldGroupSchedule(ScheduleKind Kind, string Group, bool Owner);

/// <summary>An app role.</summary>
internal sealed record HeldAppRole(string Resource, string AppRole, string Name);

/// <summary>A delegated consent of the person.</summary>
internal sealed record HeldConsent(string Id, string Scope);

/// <summary>An authentication method.</summary>
internal sealed record HeldMethod(string Collection, string Id);

/// <summary>A licence.</summary>
internal sealed record HeldLicence(string Sku, bool FromGroup);

/// <summary>A device.</summary>
internal sealed record HeldDevice(string Id, string Name, bool Active);

/// <summary>All that hangs on one account, read from the principal's side: as many requests as there are kinds of things, however large the tenant.</summary>
internal sealed record Footprint
{
    public required LocatedUser User { get; init; }

    /// <summary>False when the account is gone.</summary>
    public bool Exists { get; init; } = true;

    public IReadOnlyList<HeldGroup> Groups { get; init; } = [];

    public IReadOnlyList<OwnedObject> Owned { get; init; } = [];

    public IReadOnlyList<HeldRole> Roles { get; init; } = [];

    public IReadOnlyList<HeldRoleSchedule> RoleSchedules { get; init; } = [];

    public IReadOnlyList<HeldGroupSchedule> GroupSchedules { get; init; } = [];

    public IReadOnlyList<HeldAppRole> AppRoles { get; init; } = [];

    public IReadOnlyList<HeldConsent> Consents { get; init; } = [];

    public IReadOnlyList<HeldMethod> Methods { get; init; } = [];

    public IReadOnlyList<HeldLicence> Licences { get; init; } = [];

    public IReadOnlyList<HeldDevice> Devices { get; init; } = [];

    public IReadOnlyList<HeldDevice> ManagedDevices { get; init; } = [];

    /// <summary>Kinds of access that could not be read, and why: what is there is unknown.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Other things that could not be read, and why.</summary>
    public IReadOnlyList<string> UnreadAside { get; init; } = [];
}
