using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.JobRoles;

/// <summary>Approves one version of a job role.</summary>
/// <param name="Name">Job role.</param>
/// <param name="Version">Version.</param>
public sealed record JobRoleApproval(string Name, int Version);

/// <summary>Withdraws an assignment of a person to a job role.</summary>
/// <param name="Id">Assignment.</param>
public sealed record JobRoleWithdrawal(string Id);

/// <summary>Actions on the job role catalogue (log msp) and on who holds which job role (the tenant's log).</summary>
public static class JobRoleActions
{
    /// <summary>A version is written; detail <see cref="JobRoleDocument"/>.</summary>
    public const string Propose = "jobrole.propose";

    /// <summary>A version is approved and comes into force; detail <see cref="JobRoleApproval"/>.</summary>
    public const string Approve = "jobrole.approve";

    /// <summary>A person is assigned; detail <see cref="JobRoleAssignmentDocument"/>.</summary>
    public const string Assign = "jobrole.assign";

    /// <summary>An assignment is withdrawn; detail <see cref="JobRoleWithdrawal"/>.</summary>
    public const string Withdraw = "jobrole.withdraw";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Propose, Permission.ManagePolicy, Next),
        new(Approve, Permission.ManagePolicy, SecondPerson),
        new(Assign, Permission.ManageUsers, Assignable),
        new(Withdraw, Permission.ManageUsers, Withdrawable),
    ];

    private static Ruling Next(RuleContext context)
    {
        JobRoleDocument role = CoreJson.FromBytes<JobRoleDocument>(context.Entry.Detail.Span);
        int last = JobRoleCatalogue.Latest(context.Register, role.Name)?.Version ?? 0;
        return context.Entry.Log != LogIds.Msp ? Ruling.Deny("The job role catalogue is in the MSP's log.")
            : role.Version != last + 1 ? Ruling.Conflict($"Version {role.Version} of job role '{role.Name}' does not follow version {last}: somebody wrote one meanwhile.")
            : Ruling.Permit;
    }

    private static Ruling SecondPerson(RuleContext context)
    {
        JobRoleApproval approval = CoreJson.FromBytes<JobRoleApproval>(context.Entry.Detail.Span);
        JobRoleDocument? role = context.Register.Get<JobRoleDocument>(JobRoleDocument.KeyOf(approval.Name, approval.Version));
        return role is null ? Ruling.Conflict($"Job role '{approval.Name}' has no version {approval.Version}.")
            : role.Status != JobRoleStatus.Proposed ? Ruling.Conflict($"Version {approval.Version} of job role '{approval.Name}' is {role.Status} already.")
            : role.ProposedBy == context.Operator && AnotherCouldApprove(context)
                ? Ruling.Deny($"'{context.Operator}' wrote this version of '{approval.Name}'; another operator who manages policy must approve it.")
            : Ruling.Permit;
    }

    // With a single operator who manages policy nobody else could ever approve; the ledger shows that it was one person.
    private static bool AnotherCouldApprove(RuleContext context) =>
        context.Register.List<OperatorDocument>(state: "enabled").Any(other => other.Id != context.Operator
            && (OperatorRights.Of(context.Register, other.Id, context.At).In(LogIds.Msp, context.Register) & Permission.ManagePolicy) != 0);

    private static Ruling Assignable(RuleContext context)
    {
        JobRoleAssignmentDocument assignment = CoreJson.FromBytes<JobRoleAssignmentDocument>(context.Entry.Detail.Span);
        if (assignment.Tenant != context.Entry.Log)
        {
            return Ruling.Deny("A job role is assigned in the tenant's own log.");
        }

        if (JobRoleCatalogue.InForce(context.Register, assignment.JobRole) is null)
        {
            return Ruling.Conflict($"There is no approved job role '{assignment.JobRole}'.");
        }

        bool held = context.Register.List<JobRoleAssignmentDocument>(assignment.Tenant, "active").Any(other =>
            other.HoldsAt(context.At)
            && string.Equals(other.Person, assignment.Person, StringComparison.OrdinalIgnoreCase)
            && string.Equals(other.JobRole, assignment.JobRole, StringComparison.OrdinalIgnoreCase));
        return held ? Ruling.Conflict($"'{assignment.Person}' holds the job role '{assignment.JobRole}' in this tenant already.") : TenantActions.ActiveTenant(context);
    }

    private static Ruling Withdrawable(RuleContext context)
    {
        JobRoleWithdrawal withdrawal = CoreJson.FromBytes<JobRoleWithdrawal>(context.Entry.Detail.Span);
        JobRoleAssignmentDocument? known = context.Register.Get<JobRoleAssignmentDocument>(withdrawal.Id);
        return known is null ? Ruling.Conflict($"There is no assignment {withdrawal.Id}.")
            : known.Tenant != context.Entry.Log ? Ruling.Deny($"Assignment {withdrawal.Id} is in another tenant.")
            : known.WithdrawnAt is not null ? Ruling.Conflict($"Assignment {withdrawal.Id} is withdrawn already.")
            : Ruling.Permit;
    }
}
