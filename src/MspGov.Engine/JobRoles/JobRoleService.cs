using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;

namespace MspGov.Engine.JobRoles;

/// <summary>The job role catalogue over the ledger.</summary>
internal sealed class JobRoleService(ILedger ledger, TimeProvider time) : IJobRoleService
{
    /// <inheritdoc/>
    public IReadOnlyList<JobRoleDocument> Get(string? pattern = null, bool allVersions = false)
    {
        IReadOnlyList<JobRoleDocument> known = ledger.Read(register => register.List<JobRoleDocument>());
        IEnumerable<JobRoleDocument> ready = ReadyJobRoles.All.Where(role => !known.Any(other => Same(other.Name, role.Name)));
        return [.. known.Where(role => allVersions || role.Status != JobRoleStatus.Superseded).Concat(ready)
            .Where(role => pattern is null || AccessFilter.Fits(pattern, role.Name))
            .OrderBy(role => role.Name, StringComparer.OrdinalIgnoreCase).ThenBy(role => role.Version)];
    }

    /// <inheritdoc/>
    public JobRoleDocument Propose(JobRoleDocument role, string? ticket, string? reason)
    {
        if (role.Name.Length is 0 or > 64 || !char.IsAsciiLetter(role.Name[0]) || !role.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw PolicyErrors.InvalidArgument.With($"'{role.Name}' is no name of a job role: up to 64 letters, digits, hyphens, dots and underscores, first a letter.").About(role.Name);
        }

        JobRoleDocument next = Next(role);
        Append(LogIds.Msp, JobRoleActions.Propose, next, next.Name, ticket, reason);
        return Version(next.Name, next.Version);
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobRoleDocument> Adopt(string? ticket, string? reason)
    {
        JobRoleDocument[] missing = [.. ReadyJobRoles.All.Where(role => ledger.Read(register => JobRoleCatalogue.Latest(register, role.Name)) is null).Select(Next)];
        if (missing.Length > 0)
        {
            var correlation = Guid.NewGuid();
            ledger.Append([.. missing.Select(role => Draft(LogIds.Msp, JobRoleActions.Propose, role, role.Name, ticket, reason ?? "Ready-made catalogue", correlation))]);
        }

        return [.. missing.Select(role => Version(role.Name, role.Version))];
    }

    /// <inheritdoc/>
    public JobRoleDocument Approve(string name, string? ticket, string? reason)
    {
        JobRoleDocument latest = ledger.Read(register => JobRoleCatalogue.Latest(register, name))
            ?? throw JobRoleErrors.NotFound.With($"There is no job role '{name}' in the catalogue. Ready-made ones are adopted with Set-JobRole -ReadyMade.").About(name);
        Append(LogIds.Msp, JobRoleActions.Approve, new JobRoleApproval(latest.Name, latest.Version), latest.Name, ticket, reason);
        return Version(latest.Name, latest.Version);
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobRoleAssignmentDocument> Assignments(IReadOnlyList<string> tenantIds, string? person = null) =>
        ledger.Read(register => (tenantIds.Count == 0 ? register.List<JobRoleAssignmentDocument>() : tenantIds.SelectMany(tenant => register.List<JobRoleAssignmentDocument>(tenant)))
            .Where(assignment => person is null || AccessFilter.Fits(person, assignment.Person))
            .Where(assignment => GovernancePolicy.DecideRead(register, ledger.Operator, assignment.Tenant, time.GetUtcNow()).Kind == RulingKind.Permit)
            .ToArray());

    /// <inheritdoc/>
    public JobRoleAssignmentDocument Assign(JobRoleAssignmentDocument assignment, string? ticket, string? reason)
    {
        if (ledger.Read(register => JobRoleCatalogue.InForce(register, assignment.JobRole)) is not { } role)
        {
            throw JobRoleErrors.NotInForce
                .With($"There is no approved job role '{assignment.JobRole}'. Get-JobRole shows what there is; Set-JobRole -ReadyMade and then -Approve bring the ready-made ones into force.")
                .About(assignment.JobRole, assignment.Tenant);
        }

        Append(assignment.Tenant, JobRoleActions.Assign, assignment with { JobRole = role.Name }, assignment.Person, ticket, reason);
        return ledger.Read(register => register.Get<JobRoleAssignmentDocument>(assignment.Id))!;
    }

    /// <inheritdoc/>
    public JobRoleAssignmentDocument Withdraw(string id, string? ticket, string? reason)
    {
        JobRoleAssignmentDocument known = ledger.Read(register => register.Get<JobRoleAssignmentDocument>(id))
            ?? throw JobRoleErrors.NotFound.With($"There is no job role assignment {id}.").About(id);
        Append(known.Tenant, JobRoleActions.Withdraw, new JobRoleWithdrawal(id), known.Person, ticket, reason);
        return ledger.Read(register => register.Get<JobRoleAssignmentDocument>(id))!;
    }

    private JobRoleDocument Next(JobRoleDocument role) => role with
    {
        Version = (ledger.Read(register => JobRoleCatalogue.Latest(register, role.Name))?.Version ?? 0) + 1,
        Status = JobRoleStatus.Proposed,
        ProposedBy = null,
        ApprovedBy = null,
        ApprovedAt = null,
    };

    private JobRoleDocument Version(string name, int version) => ledger.Read(register => register.Get<JobRoleDocument>(JobRoleDocument.KeyOf(name, version)))!;

    private void Append<T>(string log, string action, T detail, string name, string? ticket, string? reason) =>
        ledger.Append([Draft(log, action, detail, name, ticket, reason, Guid.NewGuid())]);

    private static EntryDraft Draft<T>(string log, string action, T detail, string name, string? ticket, string? reason, Guid correlation) => new()
    {
        Log = log,
        Action = action,
        Correlation = correlation,
        Subject = new EntrySubject("jobrole", name, name),
        Ticket = ticket,
        Reason = reason,
        Detail = CoreJson.ToBytes(detail),
    };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
