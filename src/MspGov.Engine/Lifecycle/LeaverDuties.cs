using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Reviews;

namespace MspGov.Engine.Lifecycle;

/// <summary>
/// What hangs on a leaver in the governance of one tenant: job roles on record are withdrawn, elevations ended, open reviews, exceptions
/// and the offices of the tenant handed to the successor; what nobody took over is named.
/// </summary>
internal sealed class LeaverDuties(LifecycleParts parts, LifecycleEvent what, TenantDocument tenant, IReadOnlyList<LocatedUser> users)
{
    private readonly string? _operator = what.Operator;
    private readonly string? _successor = what.Leaver.Successor;

    /// <summary>What people must do.</summary>
    public List<string> ToDo { get; } = [];

    /// <summary>What could not be ended and may still give access.</summary>
    public List<string> Left { get; } = [];

    /// <summary>Does what can be done.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await EndElevationsAsync(cancellationToken);
        foreach (JobRoleAssignmentDocument held in JobRoles())
        {
            Append(JobRoleActions.Withdraw, new JobRoleWithdrawal(held.Id), new EntrySubject("jobRoleAssignment", held.Id, held.JobRole));
        }

        if (_successor is not null)
        {
            Reassign(_successor);
        }

        Look();
    }

    /// <summary>Looks again at what is left, and changes nothing.</summary>
    public void Look()
    {
        Left.AddRange(OpenGrants().Select(grant => $"Elevation grant {grant.Request.Grant} of {grant.Request.Requester} is {grant.GrantState}."));
        ToDo.AddRange(JobRoles().Select(held => $"Job role '{held.JobRole}' is still on record for {held.Person}."));
        parts.Ledger.Read(register =>
        {
            TenantDocument now = register.Get<TenantDocument>(tenant.Id) ?? tenant;
            ToDo.AddRange(Reviews(register).Select(review => $"Access review {review.Review} waits for {_operator}: name who takes over (-Successor)."));
            ToDo.AddRange(Offices(register, now).Select(held => $"{held.Name} is the {held.Office} of tenant '{now.Name}': name another with Set-ClientTenant."));
            ToDo.AddRange(Exceptions(register).Select(held => $"Exception {held.Exception.Id} has {held.Name} as its {held.Part}: name who takes over (-Successor), or change it with Set-AccessException."));
            ToDo.AddRange(register.List<AccessExceptionDocument>(tenant.Id)
                .Where(exception => exception.ClosedAt is null && Same(exception.Owner, what.Person.DisplayName) && !LeaverNames.Has(register, what, exception.Owner))
                .Select(exception => $"Exception {exception.Id} has somebody named {exception.Owner} as its owner: if that is who leaves, change it with Set-AccessException."));
            return true;
        });
    }

    private async Task EndElevationsAsync(CancellationToken cancellationToken)
    {
        if (parts.Services is not { } services)
        {
            return;
        }

        foreach (ElevationGrantDocument grant in OpenGrants())
        {
            try
            {
                await services.Elevation.RevokeAsync(grant.Request.Grant, what.Reason ?? $"Leaver {what.EventId}", cancellationToken);
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                // It is looked at again: what is open then is left.
                ToDo.Add($"Elevation grant {grant.Request.Grant}: {e.Message}");
            }
        }
    }

    private void Reassign(string successor)
    {
        foreach (ReviewDocument review in parts.Ledger.Read(Reviews))
        {
            Try(() => parts.Ledger.Append([ReviewEntries.Draft(
                tenant.Id, ReviewActions.Reassign, review.Review, review.Settings.Name, new ReviewReassignment(review.Review, _operator!, successor), what.Ticket, what.Reason ?? $"Leaver {what.EventId}")]));
        }

        foreach ((AccessExceptionDocument exception, string name, _) in parts.Ledger.Read(Exceptions))
        {
            Try(() => Append(ExceptionActions.Reassign, new ExceptionReassignment(exception.Id, name, successor), new EntrySubject("exception", exception.Id)));
        }

        TenantDocument now = parts.Ledger.Read(register => register.Get<TenantDocument>(tenant.Id)) ?? tenant;
        TenantDocument handed = parts.Ledger.Read(register => HandedOver(register, now, successor));
        if (parts.Services is not null && handed != now)
        {
            Try(() => parts.Services.Tenants.Update(handed, null, what.Ticket, what.Reason ?? $"Leaver {what.EventId}"));
        }
    }

    /// <summary>
    /// The tenant with its offices in the successor's hands. The MSP's offices go to an operator; who approves for the client is the
    /// client's own, so that an operator takes that over from an operator only.
    /// </summary>
    private TenantDocument HandedOver(IRegister register, TenantDocument now, string successor)
    {
        OperatorDocument? taker = register.Get<OperatorDocument>(successor);
        bool approves = taker is null || (taker.Enabled && _operator is not null);
        TenantDocument handed = taker is not { Enabled: true } ? now : now with
        {
            ServiceOwner = LeaverNames.Has(register, what, now.ServiceOwner) ? successor : now.ServiceOwner,
            RiskOwner = LeaverNames.Has(register, what, now.RiskOwner) ? successor : now.RiskOwner,
        };
        return !approves || !now.Approvers.Any(name => LeaverNames.Has(register, what, name)) ? handed : handed with
        {
            Approvers = [.. now.Approvers.Select(name => LeaverNames.Has(register, what, name) ? successor : name).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }

    private void Try(Action deed)
    {
        try
        {
            deed();
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            ToDo.Add(e.Message);
        }
    }

    private JobRoleAssignmentDocument[] JobRoles() => parts.Ledger.Read(register => register.List<JobRoleAssignmentDocument>(tenant.Id, "active")
        .Where(held => IsPerson(held.Person) || users.Any(user => held.IsPrincipal(user.Id, user.Name))).ToArray());

    private ElevationGrantDocument[] OpenGrants() => parts.Ledger.Read(register => register.List<ElevationGrantDocument>(tenant.Id)
        .Where(grant => !grant.GrantState.IsFinal()
            && ((_operator is not null && Same(grant.Request.Requester, _operator)) || users.Any(user => Same(user.Id, grant.Request.PrincipalId))))
        .ToArray());

    private ReviewDocument[] Reviews(IRegister register) =>
    [
        .. register.List<ReviewDocument>(tenant.Id, nameof(ReviewStatus.Open))
            .Where(review => review.Settings.Stages.Any(stage => stage.Reviewer == ReviewerKind.Operator && stage.Names.Any(name => IsOperator(register, name)))),
    ];

    private (string Name, string Office)[] Offices(IRegister register, TenantDocument now) =>
    [
        .. new[] { (Name: now.ServiceOwner, Office: "service owner"), (Name: now.RiskOwner, Office: "risk owner") }
            .Concat(now.Approvers.Select(name => (Name: (string?)name, Office: "approver at the client")))
            .Where(held => LeaverNames.Has(register, what, held.Name))
            .Select(held => (held.Name!, held.Office)),
    ];

    /// <summary>Exceptions that the leaver owns, or is still to approve.</summary>
    private (AccessExceptionDocument Exception, string Name, string Part)[] Exceptions(IRegister register) =>
    [
        .. register.List<AccessExceptionDocument>(tenant.Id)
            .Where(exception => exception.ClosedAt is null)
            .SelectMany(exception => new[] { (exception, Name: exception.Owner, Part: "owner"), (exception, Name: exception.ApprovedAt is null ? exception.Approver : "", Part: "approver") })
            .Where(held => LeaverNames.Has(register, what, held.Name)),
    ];

    private bool IsOperator(IRegister register, string? name) => name is not null && _operator is not null
        && (Same(name, _operator) || Same(name, register.Get<OperatorDocument>(_operator)?.DisplayName ?? _operator));

    private bool IsPerson(string name) => Same(name, what.Person.Id) || (_operator is not null && Same(name, _operator)) || what.Person.Names.Any(known => Same(known, name));

    private void Append<T>(string action, T detail, EntrySubject subject) => parts.Ledger.Append(
    [
        new EntryDraft { Log = tenant.Id, Action = action, Correlation = what.Correlation, Subject = subject, Ticket = what.Ticket, Reason = what.Reason, Detail = CoreJson.ToBytes(detail) },
    ]);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
