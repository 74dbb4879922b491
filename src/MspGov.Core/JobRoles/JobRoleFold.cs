using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.JobRoles;

/// <summary>The job role catalogue and who holds what.</summary>
public sealed class JobRoleFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. JobRoleActions.All.Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case JobRoleActions.Propose:
                register.Put(entry.DetailAs<JobRoleDocument>() with { Status = JobRoleStatus.Proposed, ProposedBy = entry.Operator, ApprovedBy = null, ApprovedAt = null });
                break;
            case JobRoleActions.Approve:
                Approve(register, entry);
                break;
            case JobRoleActions.Assign:
                register.Put(entry.DetailAs<JobRoleAssignmentDocument>() with { Start = entry.At, WithdrawnAt = null });
                break;
            case JobRoleActions.Withdraw when register.Get<JobRoleAssignmentDocument>(entry.DetailAs<JobRoleWithdrawal>().Id) is { } known:
                register.Put(known with { WithdrawnAt = entry.At });
                break;
        }
    }

    private static void Approve(IRegisterWriter register, EntryView entry)
    {
        JobRoleApproval approval = entry.DetailAs<JobRoleApproval>();
        if (register.Get<JobRoleDocument>(JobRoleDocument.KeyOf(approval.Name, approval.Version)) is not { } role)
        {
            return;
        }

        foreach (JobRoleDocument before in register.List<JobRoleDocument>(state: nameof(JobRoleStatus.Approved)))
        {
            if (string.Equals(before.Name, role.Name, StringComparison.OrdinalIgnoreCase))
            {
                register.Put(before with { Status = JobRoleStatus.Superseded });
            }
        }

        register.Put(role with { Status = JobRoleStatus.Approved, ApprovedBy = entry.Operator, ApprovedAt = entry.At });
    }
}
