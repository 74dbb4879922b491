using System.Xml;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>Whether an elevation may be asked for. Every check that cannot be made refuses; nothing is trimmed to fit.</summary>
internal static class RequestRules
{
    /// <summary>How far in the past a start may lie: what passes between typing and recording.</summary>
    private static readonly TimeSpan StartSlack = TimeSpan.FromMinutes(2);

    public static Ruling Request(RuleContext context)
    {
        Ruling tenant = TenantActions.ActiveTenant(context);
        if (tenant.Kind != RulingKind.Permit)
        {
            return tenant;
        }

        var request = CoreJson.FromBytes<ElevationRequest>(context.Entry.Detail.Span);
        ElevationPolicyDocument policy = ElevationPolicies.Find(
            context.Register, context.Register.Get<TenantDocument>(context.Entry.Log)!.Tier, request.Target);
        return First(
            Shape(context, request),
            Times(context, request, policy),
            Requester(context, request, policy),
            Ticket(request, policy),
            NotOpen(context, request));
    }

    private static Ruling First(params ReadOnlySpan<Ruling?> rulings)
    {
        foreach (Ruling? ruling in rulings)
        {
            if (ruling is not null)
            {
                return ruling;
            }
        }

        return Ruling.Permit;
    }

    private static Ruling? Shape(RuleContext context, ElevationRequest request) =>
        !IsId(request.Grant) || context.Entry.Correlation.ToString("D") != request.Grant ? Malformed("A grant's id is its correlation, a UUID.")
        : request.Tenant != context.Entry.Log ? Ruling.Deny("An elevation is asked for in the log of its own tenant.")
        : request.Requester != context.Operator ? Ruling.Deny("An elevation is asked for under one's own name.")
        : request.Ticket != context.Entry.Ticket || request.Reason != context.Entry.Reason ? Malformed("Ticket and reason of the entry are the request's.")
        : !IsId(request.PrincipalId) || (request.ActsIn is { } partner && !IsId(partner)) ? Malformed("Principals and tenants are named by UUID.")
        : request.Path.IsGroup() != (request.Target.GroupId is not null) ? Malformed($"The path {request.Path} does not fit the target.")
        : request.Target.GroupId is null == request.Target.RoleId is null ? Malformed("The target is either a role or a group.")
        : (request.ActsIn is not null) != (request.Path == ElevationPath.PartnerGroup) ? Malformed("Only a partner group is in another tenant.")
        : string.IsNullOrWhiteSpace(request.Reason) ? Malformed("Say why: an elevation needs a reason.")
        : request.Drill && !request.BreakGlass ? Malformed("Only break-glass has drills.")
        : context.Register.Get<ElevationGrantDocument>(request.Grant) is not null ? Ruling.Conflict($"Grant {request.Grant} exists already.")
        : null;

    private static Ruling? Times(RuleContext context, ElevationRequest request, ElevationPolicyDocument policy)
    {
        TimeSpan maximum = request.BreakGlass ? policy.BreakGlassMaximum : policy.MaximumDuration;
        return request.Duration <= TimeSpan.Zero
            ? Ruling.Conflict("The duration is not above zero.", ElevationErrors.DurationNotAllowed)
            : request.Path.EndsNatively() && request.Duration < ElevationPaths.PimMinimum
                ? Ruling.Conflict("PIM accepts no assignment shorter than five minutes from when the request arrives: ask for six at least.", ElevationErrors.DurationNotAllowed)
            : request.Start < context.At - StartSlack
                ? Ruling.Conflict($"The start {request.Start:u} lies in the past.", ElevationErrors.StartNotAllowed)
            : request.BreakGlass && maximum <= TimeSpan.Zero
                ? Ruling.Deny($"Policy '{policy.Key}' allows no break-glass use.", ElevationErrors.RequesterNotAllowed)
            : request.Duration > maximum
                ? Ruling.Deny($"Policy '{policy.Key}' allows at most {XmlConvert.ToString(maximum)}, not {XmlConvert.ToString(request.Duration)}.", ElevationErrors.DurationNotAllowed)
            : request.Start > context.At + policy.ScheduleAhead
                ? Ruling.Deny($"Policy '{policy.Key}' allows a start at most {policy.ScheduleAhead.TotalDays:0.#} days ahead.", ElevationErrors.StartNotAllowed)
            : request.BreakGlass && request.Start is not null
                ? Ruling.Conflict("A break-glass use begins at once; it has no start.", ElevationErrors.StartNotAllowed)
            : null;
    }

    private static Ruling? Requester(RuleContext context, ElevationRequest request, ElevationPolicyDocument policy)
    {
        if (!Persons.IsOwnAccount(context.Register, context.Operator, request))
        {
            Ruling forOthers = OperatorRights.Of(context.Register, context.Operator, context.At)
                .Demand(Permission.ManageUsers, context.Entry.Log, context.Register);
            if (forOthers.Kind != RulingKind.Permit)
            {
                return Ruling.Deny($"{forOthers.Reason} Without it one elevates only one's own account, and {request.PrincipalId} is not recorded as such.");
            }
        }

        return request.BreakGlass && context.Register.Get<OperatorDocument>(context.Operator) is not { OperatorKind: OperatorKind.Person }
            ? Ruling.Deny("Only a person uses break-glass.", ElevationErrors.RequesterNotAllowed)
            : policy.JobRoles.Count > 0 && !RequesterJobRoles.Of(context).Any(held => policy.JobRoles.Contains(held, StringComparer.OrdinalIgnoreCase))
                ? Ruling.Deny($"Policy '{policy.Key}' admits the job roles {string.Join(", ", policy.JobRoles)}; '{context.Operator}' holds none of them here.", ElevationErrors.RequesterNotAllowed)
            : null;
    }

    private static Ruling? Ticket(ElevationRequest request, ElevationPolicyDocument policy) =>
        policy.TicketPattern is not { } pattern || ElevationPolicies.TicketFits(pattern, request.Ticket)
            ? null
            : Ruling.Deny(
                request.Ticket is null
                    ? $"Policy '{policy.Key}' wants a ticket that matches '{pattern}'."
                    : $"Ticket '{request.Ticket}' does not match '{pattern}' of policy '{policy.Key}'.",
                ElevationErrors.TicketNotAccepted);

    private static Ruling? NotOpen(RuleContext context, ElevationRequest request)
    {
        ElevationGrantDocument? open = context.Register.List<ElevationGrantDocument>(tenantId: request.Tenant)
            .FirstOrDefault(grant => !grant.GrantState.IsFinal()
                && grant.Request.PrincipalId == request.PrincipalId
                && grant.Request.Target.Id == request.Target.Id
                && grant.Request.Target.Scope == request.Target.Scope);
        return open is null
            ? null
            : Ruling.Conflict($"Grant {open.Request.Grant} of the same role is {ElevationGrantDocument.StateOf(open.GrantState)}.", ElevationErrors.AlreadyHeld);
    }

    private static bool IsId(string id) => Guid.TryParseExact(id, "D", out Guid parsed) && parsed.ToString("D") == id;

    private static Ruling Malformed(string reason) => Ruling.Conflict(reason, PolicyErrors.InvalidArgument);
}
