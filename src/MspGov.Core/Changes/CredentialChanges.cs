using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>A user's sessions and refresh tokens are revoked.</summary>
/// <param name="User">Object id.</param>
/// <param name="Protection">How well the person is protected.</param>
public sealed record SessionRevocation(string User, Protection Protection = Protection.None) : ISignInChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "sessionRevocation";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.SessionsRevoke;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>An authentication method of a user is gone.</summary>
/// <param name="User">Object id.</param>
/// <param name="Collection">Graph's collection, for example <c>phoneMethods</c>.</param>
/// <param name="Method">Id of the method.</param>
/// <param name="Protection">How well the person is protected.</param>
public sealed record MethodRemoval(string User, string Collection, string Method, Protection Protection = Protection.None) : ISignInChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "methodRemoval";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.MethodRemove;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A Temporary Access Pass is created. The pass itself is given to the caller once and never recorded.</summary>
/// <param name="User">Object id.</param>
/// <param name="LifetimeMinutes">How long it can be used, 10 to 43,200 minutes; null for the tenant's default.</param>
/// <param name="UsableOnce">Whether it can be used once only.</param>
/// <param name="Protection">How well the person is protected.</param>
public sealed record AccessPassCreation(string User, int? LifetimeMinutes, bool UsableOnce, Protection Protection = Protection.None) : ISignInChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "accessPassCreation";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.AccessPassCreate;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A user's password is set to a random one. It is given to the caller once and never recorded.</summary>
/// <param name="User">Object id.</param>
/// <param name="ForceChange">Whether it must be changed at the next sign-in.</param>
/// <param name="Protection">How well the person is protected.</param>
/// <param name="Delegated">Whether a person is signed in, by whose own rights it is done; an application writes the password profile instead.</param>
public sealed record PasswordReset(string User, bool ForceChange = true, Protection Protection = Protection.None, bool Delegated = false) : ISignInChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "passwordReset";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.PasswordReset;

    EntrySubject ITenantChange.Subject => new("user", User);
}
