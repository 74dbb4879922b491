using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>A member user is there. The first password is random and told to nobody: a Temporary Access Pass is how the person begins.</summary>
public sealed record UserCreation : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "userCreation";

    /// <summary>User principal name.</summary>
    public required string UserPrincipalName { get; init; }

    /// <summary>Display name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Mail nickname.</summary>
    public required string MailNickname { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Surname.</summary>
    public string? Surname { get; init; }

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>Employee id: tells two people of one name apart.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>Two-letter country, needed for licences.</summary>
    public string? UsageLocation { get; init; }

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.UserCreate;

    EntrySubject ITenantChange.Subject => new("user", UserPrincipalName, DisplayName);
}

/// <summary>A guest is invited.</summary>
/// <param name="Mail">Address.</param>
/// <param name="RedirectUrl">Where the invitation leads.</param>
/// <param name="DisplayName">Display name, or null.</param>
/// <param name="SendMessage">Whether Microsoft mails the invitation.</param>
public sealed record GuestInvitation(string Mail, string RedirectUrl, string? DisplayName = null, bool SendMessage = false) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "guestInvitation";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.UserInvite;

    EntrySubject ITenantChange.Subject => new("user", Mail, DisplayName);
}

/// <summary>A user can sign in, or is blocked.</summary>
/// <param name="User">Object id.</param>
/// <param name="Enabled">Whether sign-in is allowed.</param>
/// <param name="Protection">How well the person is protected.</param>
public sealed record UserEnabledChange(string User, bool Enabled, Protection Protection = Protection.None) : ISignInChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "userEnabled";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Enabled ? ChangeActions.UserEnable : ChangeActions.UserDisable;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A user is deleted (softly: restorable for 30 days).</summary>
/// <param name="User">Object id or user principal name.</param>
public sealed record UserDeletion(string User) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "userDeletion";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.UserDelete;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A softly deleted user is back.</summary>
/// <param name="User">Object id.</param>
public sealed record UserRestoration(string User) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "userRestoration";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.UserRestore;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A user's manager.</summary>
/// <param name="User">Object id.</param>
/// <param name="Manager">Object id of the manager; null for none.</param>
public sealed record ManagerChange(string User, string? Manager) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "manager";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.UserManager;

    EntrySubject ITenantChange.Subject => new("user", User);
}

/// <summary>A licence is assigned to a user directly, or is not.</summary>
/// <param name="User">Object id.</param>
/// <param name="Sku">SKU id.</param>
/// <param name="Assigned">Whether it shall be assigned.</param>
public sealed record LicenceChange(string User, string Sku, bool Assigned) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "licence";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Assigned ? ChangeActions.LicenceAssign : ChangeActions.LicenceRemove;

    EntrySubject ITenantChange.Subject => new("user", User);
}
