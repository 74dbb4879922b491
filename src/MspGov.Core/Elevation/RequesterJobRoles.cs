using MspGov.Core.JobRoles;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Elevation;

/// <summary>The job roles by which a policy admits a requester.</summary>
internal static class RequesterJobRoles
{
    /// <summary>Those recorded with the operator for the whole MSP, and those assigned in the entry's tenant.</summary>
    public static IEnumerable<string> Of(RuleContext context)
    {
        IEnumerable<string> everywhere = context.Register.Get<OperatorDocument>(context.Operator)?.JobRoles ?? [];
        IEnumerable<string> here = context.Register.List<JobRoleAssignmentDocument>(tenantId: context.Entry.Log)
            .Where(assignment => assignment.Person == context.Operator && assignment.HoldsAt(context.At))
            .Select(assignment => assignment.JobRole);
        return everywhere.Concat(here);
    }
}
