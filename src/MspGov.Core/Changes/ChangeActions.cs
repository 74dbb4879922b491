using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Changes;

/// <summary>
/// Actions that change a tenant: each an intent before and an outcome after, in the tenant's log. Named by what is changed and how,
/// whichever feature (elevation, review, template, lifecycle) asked for it; the correlation ties it to what asked.
/// </summary>
public static class ChangeActions
{
    /// <summary>A member is added to a group.</summary>
    public const string GroupMemberAdd = "group.member.add";

    /// <summary>A member is removed from a group.</summary>
    public const string GroupMemberRemove = "group.member.remove";

    /// <summary>An owner is added to a group.</summary>
    public const string GroupOwnerAdd = "group.owner.add";

    /// <summary>An owner is removed from a group.</summary>
    public const string GroupOwnerRemove = "group.owner.remove";

    /// <summary>A PIM-for-Groups assignment or eligibility is made.</summary>
    public const string GroupAccessAssign = "group.access.assign";

    /// <summary>A PIM-for-Groups assignment or eligibility is removed.</summary>
    public const string GroupAccessUnassign = "group.access.unassign";

    /// <summary>A member is added to an administrative unit.</summary>
    public const string UnitMemberAdd = "unit.member.add";

    /// <summary>A member is removed from an administrative unit.</summary>
    public const string UnitMemberRemove = "unit.member.remove";

    /// <summary>A directory role is assigned (active or eligible).</summary>
    public const string RoleAssign = "role.assign";

    /// <summary>A directory role assignment or eligibility is removed.</summary>
    public const string RoleUnassign = "role.unassign";

    /// <summary>An owner is added to an application.</summary>
    public const string ApplicationOwnerAdd = "application.owner.add";

    /// <summary>An owner is removed from an application.</summary>
    public const string ApplicationOwnerRemove = "application.owner.remove";

    /// <summary>An owner is added to a service principal.</summary>
    public const string ServicePrincipalOwnerAdd = "serviceprincipal.owner.add";

    /// <summary>An owner is removed from a service principal.</summary>
    public const string ServicePrincipalOwnerRemove = "serviceprincipal.owner.remove";

    /// <summary>An app role is assigned.</summary>
    public const string AppRoleAssign = "approle.assign";

    /// <summary>An app role assignment is removed.</summary>
    public const string AppRoleUnassign = "approle.unassign";

    /// <summary>A delegated consent is given.</summary>
    public const string ConsentGrant = "consent.grant";

    /// <summary>A delegated consent's scopes are changed.</summary>
    public const string ConsentUpdate = "consent.update";

    /// <summary>A delegated consent is revoked.</summary>
    public const string ConsentRevoke = "consent.revoke";

    /// <summary>A secret or certificate of an application is removed.</summary>
    public const string CredentialRemove = "credential.remove";

    /// <summary>An application registration is deleted, softly.</summary>
    public const string ApplicationDelete = "application.delete";

    /// <summary>A service principal is deleted, softly.</summary>
    public const string ServicePrincipalDelete = "serviceprincipal.delete";

    /// <summary>A user is created.</summary>
    public const string UserCreate = "user.create";

    /// <summary>A guest is invited.</summary>
    public const string UserInvite = "user.invite";

    /// <summary>A user's sign-in is allowed again.</summary>
    public const string UserEnable = "user.enable";

    /// <summary>A user's sign-in is blocked.</summary>
    public const string UserDisable = "user.disable";

    /// <summary>A user is deleted, softly.</summary>
    public const string UserDelete = "user.delete";

    /// <summary>A softly deleted user is restored.</summary>
    public const string UserRestore = "user.restore";

    /// <summary>A user's manager is set or removed.</summary>
    public const string UserManager = "user.manager";

    /// <summary>A licence is assigned.</summary>
    public const string LicenceAssign = "licence.assign";

    /// <summary>A licence is removed.</summary>
    public const string LicenceRemove = "licence.remove";

    /// <summary>A user's sessions are revoked.</summary>
    public const string SessionsRevoke = "user.sessions.revoke";

    /// <summary>An authentication method is removed.</summary>
    public const string MethodRemove = "user.method.remove";

    /// <summary>A Temporary Access Pass is created.</summary>
    public const string AccessPassCreate = "user.pass.create";

    /// <summary>A password is reset.</summary>
    public const string PasswordReset = "user.password.reset";

    /// <summary>A device is enabled.</summary>
    public const string DeviceEnable = "device.enable";

    /// <summary>A device is disabled.</summary>
    public const string DeviceDisable = "device.disable";

    /// <summary>A managed device is retired.</summary>
    public const string DeviceRetire = "device.retire";

    /// <summary>A managed device is wiped.</summary>
    public const string DeviceWipe = "device.wipe";

    /// <summary>A partner group gets access under a GDAP relationship.</summary>
    public const string GdapAssign = "gdap.assign";

    /// <summary>A partner group's access under a GDAP relationship is removed.</summary>
    public const string GdapUnassign = "gdap.unassign";

    /// <summary>A GDAP relationship is terminated.</summary>
    public const string GdapTerminate = "gdap.terminate";

    /// <summary>All, by the permission that each needs.</summary>
    public static readonly ActionDefinition[] All =
    [
        .. Needing(Permission.ManageUsers, GroupMemberAdd, GroupMemberRemove, GroupOwnerAdd, GroupOwnerRemove, GroupAccessAssign, GroupAccessUnassign,
            UnitMemberAdd, UnitMemberRemove, RoleAssign, RoleUnassign, UserCreate, UserInvite, UserDelete, UserRestore, UserManager,
            LicenceAssign, LicenceRemove, DeviceEnable, DeviceDisable, DeviceRetire, DeviceWipe, GdapAssign, GdapUnassign),
        .. Needing(Permission.ManageApplications, ApplicationOwnerAdd, ApplicationOwnerRemove, ServicePrincipalOwnerAdd, ServicePrincipalOwnerRemove,
            AppRoleAssign, AppRoleUnassign, ConsentGrant, ConsentUpdate, ConsentRevoke, CredentialRemove,
            ApplicationDelete, ServicePrincipalDelete),
        .. Needing(Permission.ResetCredentials, UserEnable, UserDisable, SessionsRevoke, MethodRemove, AccessPassCreate, PasswordReset),
        .. Needing(Permission.ManageTenants, GdapTerminate),
    ];

    /// <summary>Defines actions that change a tenant: the common rule, and the common mandates.</summary>
    public static IEnumerable<ActionDefinition> Needing(Permission permission, params string[] actions) =>
        actions.Select(action => new ActionDefinition(action, permission, Change) { Mandate = ChangeMandates.Decide });

    /// <summary>Rule of every change: an active tenant, an intent that says what its action says, one settled outcome only.</summary>
    public static Ruling Change(RuleContext context)
    {
        Ruling tenant = TenantActions.ActiveTenant(context);
        return tenant.Kind != RulingKind.Permit ? tenant : context.Entry.Phase switch
        {
            EntryPhase.Intent => Intent(context),
            EntryPhase.Outcome => Outcome(context),
            _ => Ruling.Deny($"'{context.Entry.Action}' is recorded as an intent and an outcome."),
        };
    }

    private static Ruling Intent(RuleContext context)
    {
        ChangeIntentDetail intent = CoreJson.FromBytes<ChangeIntentDetail>(context.Entry.Detail.Span);
        ITenantChange change;
        try
        {
            change = TenantChanges.Read(intent.Kind, intent.Arguments);
        }
        catch (FormatException e)
        {
            return Ruling.Deny(e.Message);
        }

        return change.Action != context.Entry.Action
            ? Ruling.Deny($"A change of kind '{intent.Kind}' with these arguments is '{change.Action}', not '{context.Entry.Action}'.")
            : context.Register.Get<ChangeDocument>(intent.Change) is not null ? Ruling.Conflict($"Change {intent.Change} has an intent already.")
            : change is ISignInChange signIn ? Protected(context, signIn)
            : Ruling.Permit;
    }

    private static Ruling Protected(RuleContext context, ISignInChange change) => change.Protection switch
    {
        Protection.None => Ruling.Permit,
        Protection.Privileged => Demand(context, Permission.ManageUsers, "This user holds a privileged role."),
        _ => Demand(context, Permission.ManageApplications, "This is an emergency account."),
    };

    private static Ruling Demand(RuleContext context, Permission permission, string why)
    {
        Ruling ruling = OperatorRights.Of(context.Register, context.Operator, context.At).Demand(permission, context.Entry.Log, context.Register);
        return ruling.Kind == RulingKind.Permit || OperatorRights.IsFounding(context.Register, context.Operator)
            ? Ruling.Permit
            : Ruling.Deny($"{why} {ruling.Reason}");
    }

    private static Ruling Outcome(RuleContext context)
    {
        ChangeOutcomeDetail outcome = CoreJson.FromBytes<ChangeOutcomeDetail>(context.Entry.Detail.Span);
        ChangeDocument? change = context.Register.Get<ChangeDocument>(outcome.Change);
        return change is null ? Ruling.Deny($"Change {outcome.Change} has no intent.")
            : change.Tenant != context.Entry.Log || change.Action != context.Entry.Action ? Ruling.Deny($"Change {outcome.Change} is another's.")
            : change.State == ChangeDocument.Settled ? Ruling.Conflict($"Change {outcome.Change} is settled already.")
            : Ruling.Permit;
    }
}
