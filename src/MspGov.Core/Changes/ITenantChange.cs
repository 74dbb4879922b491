using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>
/// One wanted change of a tenant, as data: an immutable record whose public properties are its arguments. It is serialised by
/// <see cref="Json.CoreJson"/> into the intent entry, so property names are part of the ledger. The members below are implemented
/// explicitly, so that they are computed and never stored.
/// </summary>
public interface ITenantChange
{
    /// <summary>Name under which the ledger knows this kind of change; see <see cref="TenantChanges.Read"/>. Never changes its meaning.</summary>
    string Kind { get; }

    /// <summary>Ledger action, one of <see cref="ChangeActions"/>: what the policy decides on.</summary>
    string Action { get; }

    /// <summary>The object that is changed.</summary>
    EntrySubject Subject { get; }
}

/// <summary>How well the person whose sign-in is changed is protected; decides which operator role the change needs.</summary>
public enum Protection
{
    /// <summary>An ordinary user.</summary>
    None,

    /// <summary>Holds or can hold a privileged role: needs <see cref="Policy.Permission.ManageUsers"/>.</summary>
    Privileged,

    /// <summary>A registered emergency account: needs <see cref="Policy.Permission.ManageApplications"/>.</summary>
    BreakGlass,
}

/// <summary>A change of how somebody signs in: the more that person can do, the higher the operator role it needs.</summary>
public interface ISignInChange : ITenantChange
{
    /// <summary>How well the person is protected, as read from the tenant and the register before the intent.</summary>
    Protection Protection { get; }
}
