using MspGov.Core.Register;

namespace MspGov.Core.JobRoles;

/// <summary>What the register knows of the job role catalogue.</summary>
public static class JobRoleCatalogue
{
    /// <summary>Job roles in force, by name.</summary>
    public static IReadOnlyList<JobRoleDocument> InForce(IRegister register) =>
        register.List<JobRoleDocument>(state: nameof(JobRoleStatus.Approved));

    /// <summary>The version in force of one job role, or null.</summary>
    public static JobRoleDocument? InForce(IRegister register, string name) =>
        InForce(register).FirstOrDefault(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The latest version of one job role, whatever its status, or null.</summary>
    public static JobRoleDocument? Latest(IRegister register, string name) =>
        register.List<JobRoleDocument>().Where(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase)).MaxBy(role => role.Version);
}
