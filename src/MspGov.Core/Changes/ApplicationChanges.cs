using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>What kind of directory object an app role is assigned to.</summary>
public enum AppRoleHolder
{
    /// <summary>User.</summary>
    User,

    /// <summary>Group.</summary>
    Group,

    /// <summary>Service principal.</summary>
    ServicePrincipal,
}

/// <summary>An app role (application permission or role in an enterprise application) is assigned, or is not.</summary>
/// <param name="Holder">What the principal is.</param>
/// <param name="Principal">Object id of the principal.</param>
/// <param name="Resource">Object id of the resource's service principal.</param>
/// <param name="AppRole">App role id.</param>
/// <param name="Present">Whether it shall be there.</param>
public sealed record AppRoleChange(AppRoleHolder Holder, string Principal, string Resource, string AppRole, bool Present) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "appRole";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.AppRoleAssign : ChangeActions.AppRoleUnassign;

    EntrySubject ITenantChange.Subject => new(
        Holder switch { AppRoleHolder.User => "user", AppRoleHolder.Group => "group", _ => "servicePrincipal" },
        Principal);
}

/// <summary>A delegated consent has these scopes, or is gone.</summary>
/// <param name="Grant">Id of the oauth2PermissionGrant.</param>
/// <param name="Scope">The scopes it shall have, separated by blanks; null when it shall be gone.</param>
public sealed record ConsentChange(string Grant, string? Scope) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "consent";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Scope is null ? ChangeActions.ConsentRevoke : ChangeActions.ConsentUpdate;

    EntrySubject ITenantChange.Subject => new("consent", Grant);
}

/// <summary>A delegated consent is there: how a revoked one is put back.</summary>
/// <param name="Client">Object id of the client's service principal.</param>
/// <param name="Resource">Object id of the resource's service principal.</param>
/// <param name="Principal">Object id of the user; null for everybody.</param>
/// <param name="Scope">Scopes, separated by blanks.</param>
public sealed record ConsentGrant(string Client, string Resource, string? Principal, string Scope) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "consentGrant";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.ConsentGrant;

    EntrySubject ITenantChange.Subject => new("servicePrincipal", Client);
}

/// <summary>A secret or certificate of an application or service principal is gone.</summary>
/// <param name="ServicePrincipal">True for a service principal's, false for an application's.</param>
/// <param name="Object">Object id.</param>
/// <param name="Certificate">True for a certificate, false for a client secret.</param>
/// <param name="KeyId">Key id.</param>
public sealed record CredentialRemoval(bool ServicePrincipal, string Object, bool Certificate, string KeyId) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "credentialRemoval";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.CredentialRemove;

    EntrySubject ITenantChange.Subject => new(ServicePrincipal ? "servicePrincipal" : "application", Object);
}

/// <summary>An application registration, or a service principal, is deleted (softly: it can be restored for 30 days).</summary>
/// <param name="ServicePrincipal">True for a service principal, false for an application registration.</param>
/// <param name="Object">Object id.</param>
public sealed record ApplicationDeletion(bool ServicePrincipal, string Object) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "applicationDeletion";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ServicePrincipal ? ChangeActions.ServicePrincipalDelete : ChangeActions.ApplicationDelete;

    EntrySubject ITenantChange.Subject => new(ServicePrincipal ? "servicePrincipal" : "application", Object);
}
