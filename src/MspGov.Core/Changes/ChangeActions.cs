using MspGov.Core.Json;
using MspGov.Core.Ledger;
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

    /// <summary>A directory role is assigned (active or eligible).</summary>
    public const string RoleAssign = "role.assign";

    /// <summary>A directory role assignment or eligibility is removed.</summary>
    public const string RoleUnassign = "role.unassign";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(GroupMemberAdd, Permission.ManageUsers, Change),
        new(GroupMemberRemove, Permission.ManageUsers, Change),
        new(RoleAssign, Permission.ManageUsers, Change),
        new(RoleUnassign, Permission.ManageUsers, Change),
    ];

    /// <summary>Rule of every change: an active tenant, an intent first, one settled outcome only.</summary>
    public static Ruling Change(RuleContext context)
    {
        Ruling tenant = TenantActions.ActiveTenant(context);
        if (tenant.Kind != RulingKind.Permit)
        {
            return tenant;
        }

        switch (context.Entry.Phase)
        {
            case EntryPhase.Intent:
                return Ruling.Permit;
            case EntryPhase.Outcome:
                ChangeOutcomeDetail outcome = CoreJson.FromBytes<ChangeOutcomeDetail>(context.Entry.Detail.Span);
                ChangeDocument? change = context.Register.Get<ChangeDocument>(outcome.Change);
                return change is null ? Ruling.Deny($"Change {outcome.Change} has no intent.")
                    : change.Tenant != context.Entry.Log || change.Action != context.Entry.Action ? Ruling.Deny($"Change {outcome.Change} is another's.")
                    : change.State == "settled" ? Ruling.Conflict($"Change {outcome.Change} is settled already.")
                    : Ruling.Permit;
            default:
                return Ruling.Deny($"'{context.Entry.Action}' is recorded as an intent and an outcome.");
        }
    }
}
