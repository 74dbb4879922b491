using MspGov.Core.Changes;

namespace MspGov.Core.Elevation;

/// <summary>The change of the tenant that a grant stands for.</summary>
public static class GrantChange
{
    /// <summary>The change that gives it.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="at">When it is written, UTC: the end of a native schedule counts from the recorded intent where there is one.</param>
    public static ITenantChange ToGive(ElevationGrantDocument grant, DateTimeOffset at) =>
        Of(grant, present: true, grant.EndsAt ?? at + grant.Request.Duration);

    /// <summary>The change that ends it.</summary>
    public static ITenantChange ToEnd(ElevationGrantDocument grant) => Of(grant, present: false, end: null);

    private static ITenantChange Of(ElevationGrantDocument grant, bool present, DateTimeOffset? end)
    {
        ElevationRequest request = grant.Request;
        return request.Path switch
        {
            ElevationPath.PimRole => new RoleScheduleChange
            {
                Schedule = ScheduleKind.Assignment,
                Principal = request.PrincipalId,
                Role = request.Target.RoleId!,
                Scope = request.Target.Scope,
                Present = present,
                End = end,
                Justification = Justification(request),
                TicketNumber = request.Ticket,
            },
            ElevationPath.PimGroup => new GroupScheduleChange
            {
                Schedule = ScheduleKind.Assignment,
                Principal = request.PrincipalId,
                Group = request.Target.GroupId!,
                Present = present,
                End = end,
                Justification = Justification(request),
                TicketNumber = request.Ticket,
            },
            ElevationPath.DirectRole => new RoleAssignmentChange(request.PrincipalId, request.Target.RoleId!, request.Target.Scope, present),
            _ => new ReferenceChange(Relation.GroupMember, request.Target.GroupId!, request.PrincipalId, present),
        };
    }

    // The grant's id makes the tenant's own record lead back to the ledger, and no text of the client leaves by the MSP's.
    private static string Justification(ElevationRequest request) => $"MspGov grant {request.Grant}: {request.Reason}";
}
