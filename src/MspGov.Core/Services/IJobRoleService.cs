using MspGov.Core.JobRoles;

namespace MspGov.Core.Services;

/// <summary>The MSP's job role catalogue, and who holds which job role in which tenant.</summary>
public interface IJobRoleService
{
    /// <summary>Job roles that fit a wildcard pattern: the version in force and one that waits for approval; every version when asked. Ready-made ones that nobody adopted come as version 0.</summary>
    IReadOnlyList<JobRoleDocument> Get(string? pattern = null, bool allVersions = false);

    /// <summary>Writes a new version; it waits for approval.</summary>
    JobRoleDocument Propose(JobRoleDocument role, string? ticket, string? reason);

    /// <summary>Writes the ready-made job roles as first versions, those that are not in the catalogue yet.</summary>
    IReadOnlyList<JobRoleDocument> Adopt(string? ticket, string? reason);

    /// <summary>Approves the version that waits.</summary>
    JobRoleDocument Approve(string name, string? ticket, string? reason);

    /// <summary>Who holds which job role in tenants; all tenants when none is named.</summary>
    IReadOnlyList<JobRoleAssignmentDocument> Assignments(IReadOnlyList<string> tenantIds, string? person = null);

    /// <summary>Assigns a person in a tenant.</summary>
    JobRoleAssignmentDocument Assign(JobRoleAssignmentDocument assignment, string? ticket, string? reason);

    /// <summary>Withdraws an assignment.</summary>
    JobRoleAssignmentDocument Withdraw(string id, string? ticket, string? reason);
}
