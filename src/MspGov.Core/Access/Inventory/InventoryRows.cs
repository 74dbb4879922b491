namespace MspGov.Core.Access.Inventory;

/// <summary>A span of time in UTC ticks; 0 stands for unbounded.</summary>
/// <param name="Start">Start, or 0.</param>
/// <param name="End">End, or 0.</param>
public readonly record struct Window(long Start, long End)
{
    /// <summary>Unbounded.</summary>
    public static readonly Window Always;

    /// <summary>From two times.</summary>
    public static Window Of(DateTimeOffset? start, DateTimeOffset? end) => new(start?.UtcTicks ?? 0, end?.UtcTicks ?? 0);

    /// <summary>The time in which both hold.</summary>
    public Window Meet(Window other) =>
        new(Math.Max(Start, other.Start), End == 0 ? other.End : other.End == 0 ? End : Math.Min(End, other.End));

    /// <summary>Start as a time.</summary>
    public DateTimeOffset? StartTime => Start == 0 ? null : new DateTimeOffset(Start, TimeSpan.Zero);

    /// <summary>End as a time.</summary>
    public DateTimeOffset? EndTime => End == 0 ? null : new DateTimeOffset(End, TimeSpan.Zero);
}

/// <summary>A direct membership.</summary>
/// <param name="Member">Number of the member.</param>
/// <param name="Group">Number of the group.</param>
/// <param name="Eligible">Whether it must be activated first.</param>
/// <param name="Window">When.</param>
public readonly record struct Membership(int Member, int Group, bool Eligible, Window Window);

/// <summary>A member of an administrative unit.</summary>
/// <param name="Member">Number of the member.</param>
/// <param name="Unit">Number of the unit.</param>
public readonly record struct UnitMembership(int Member, int Unit);

/// <summary>Ownership of an application, service principal or group.</summary>
/// <param name="Owner">Number of the owner.</param>
/// <param name="Owned">Number of the owned object.</param>
/// <param name="Eligible">Whether it must be activated first.</param>
/// <param name="Window">When.</param>
public readonly record struct Ownership(int Owner, int Owned, bool Eligible, Window Window);

/// <summary>A directory role held.</summary>
/// <param name="Holder">Number of the holder.</param>
/// <param name="Role">Role definition id.</param>
/// <param name="Scope"><c>/</c>, <c>/administrativeUnits/{id}</c> or <c>/{objectId}</c>.</param>
/// <param name="Eligible">Whether it must be activated first.</param>
/// <param name="Window">When.</param>
/// <param name="AssignmentId">Graph's id of the assignment or schedule instance.</param>
public readonly record struct RoleHolding(int Holder, string Role, string Scope, bool Eligible, Window Window, string? AssignmentId);

/// <summary>An application permission held.</summary>
/// <param name="Holder">Number of the service principal.</param>
/// <param name="Resource">Number of the resource's service principal.</param>
/// <param name="AppRole">App role id.</param>
/// <param name="AssignmentId">Graph's id of the assignment.</param>
public readonly record struct AppPermission(int Holder, int Resource, Guid AppRole, string? AssignmentId);

/// <summary>A delegated consent.</summary>
/// <param name="Client">Number of the client's service principal.</param>
/// <param name="Resource">Number of the resource's service principal.</param>
/// <param name="User">Number of the user it is for; -1 for every user.</param>
/// <param name="Scopes">Values separated by spaces.</param>
/// <param name="GrantId">Graph's id of the grant.</param>
public readonly record struct DelegatedGrant(int Client, int Resource, int User, string Scopes, string? GrantId);

/// <summary>A role definition of the tenant.</summary>
/// <param name="Id">Definition id.</param>
/// <param name="TemplateId">Template id; the definition id for custom roles.</param>
/// <param name="Name">Display name.</param>
/// <param name="BuiltIn">Whether Microsoft defines it.</param>
/// <param name="Privileged">Whether it is privileged, by the shipped data or by its actions.</param>
public sealed record RoleDefinition(string Id, string TemplateId, string Name, bool BuiltIn, bool Privileged);

/// <summary>What a partner's group may do in one customer tenant (GDAP), as the partner's tenant tells.</summary>
/// <param name="CustomerTenantId">The customer's tenant id.</param>
/// <param name="Group">Number of the partner's security group.</param>
/// <param name="Role">Role template id.</param>
/// <param name="Window">Activation and end of the relationship.</param>
/// <param name="Relationship">Relationship id.</param>
/// <param name="AssignmentId">Access assignment id.</param>
/// <param name="RelationshipName">Relationship's display name.</param>
/// <param name="Settled">Whether relationship and access assignment are active: what is pending, ending or being deleted counts as access, and nothing is built on it.</param>
public readonly record struct PartnerGrant(
    string CustomerTenantId, int Group, string Role, Window Window, string Relationship, string AssignmentId, string? RelationshipName, bool Settled = true);

/// <summary>Kind of credential.</summary>
public enum CredentialKind
{
    /// <summary>Client secret.</summary>
    Secret,

    /// <summary>Certificate.</summary>
    Certificate,

    /// <summary>Federated identity credential: no secret at all.</summary>
    Federated,
}

/// <summary>A credential of an application or service principal. Never its value.</summary>
/// <param name="Holder">Number of the application or service principal.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Id">Key id, or id of the federated credential.</param>
/// <param name="Name">Its name, or issuer and subject.</param>
/// <param name="Window">From when till when.</param>
public readonly record struct CredentialRow(int Holder, CredentialKind Kind, string Id, string? Name, Window Window);
